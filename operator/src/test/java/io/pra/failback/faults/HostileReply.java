package io.pra.failback.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Replies that are made to harm who reads them. */
enum HostileReply {
  /** Makes a reader that resolves it ask the given address, or read a file. */
  EXTERNAL_ENTITY {
    @Override
    void write(OutputStream reply, String address) throws IOException {
      text(
          reply,
          "<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY a SYSTEM \"" + address + "\">]>",
          envelope("&a;"));
    }
  },
  /** The same before the first element. */
  EXTERNAL_DOCUMENT_TYPE {
    @Override
    void write(OutputStream reply, String address) throws IOException {
      text(
          reply,
          "<?xml version=\"1.0\"?><!DOCTYPE e SYSTEM \"" + address + "\">",
          envelope("2026-01-01T00:00:00Z"));
    }
  },
  /** Ten entities, each ten times the one before: ten thousand million laughs. */
  BILLION_LAUGHS {
    @Override
    void write(OutputStream reply, String address) throws IOException {
      StringBuilder entities = new StringBuilder("<!ENTITY a0 \"lol\">");
      for (int i = 1; i <= 10; i++) {
        entities
            .append("<!ENTITY a" + i + " \"")
            .append(("&a" + (i - 1) + ";").repeat(10))
            .append("\">");
      }
      text(reply, "<?xml version=\"1.0\"?><!DOCTYPE e [" + entities + "]>", envelope("&a10;"));
    }
  },
  /** Well-formed, and 100 MB long. */
  HUNDRED_MEGABYTES {
    @Override
    void write(OutputStream reply, String address) throws IOException {
      String[] around = envelope("MANY").split("MANY", -1);
      byte[] many = "m".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      text(reply, around[0]);
      for (int i = 0; i < 100; i++) {
        reply.write(many);
      }
      text(reply, around[1]);
    }
  },
  /** Elements within elements, a hundred thousand deep: for readers that call themselves. */
  DEEP {
    @Override
    void write(OutputStream reply, String address) throws IOException {
      text(reply, envelope("<d>".repeat(100_000) + "</d>".repeat(100_000)));
    }
  };

  abstract void write(OutputStream reply, String address) throws IOException;

  /** The answer to any call, with this as the value that it returns. */
  static String envelope(String value) {
    return "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>"
        + "<AnyResponse xmlns=\"urn:vim25\"><returnval>"
        + value
        + "</returnval></AnyResponse></soapenv:Body></soapenv:Envelope>";
  }

  private static void text(OutputStream reply, String... parts) throws IOException {
    for (String part : parts) {
      reply.write(part.getBytes(StandardCharsets.UTF_8));
    }
  }
}
