package io.pra.failback.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 request or response.
 *
 * @param head its first line and headers, without line ends
 * @param raw the body without chunks, a char for each byte
 */
record HttpText(List<String> head, String raw) {
  private static final List<String> NOT_PASSED_ON =
      List.of("host", "authorization", "http2-settings", "content-length", "transfer-encoding");

  /** Reads one with a length, with chunks, or without a body. */
  static HttpText read(InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    return new HttpText(head, latin(body(head, in)));
  }

  /** A whole reply of a connection that was closed behind it. */
  static HttpText of(byte[] all) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(all);
    HttpText text = read(in);
    return text.raw().isEmpty() ? new HttpText(text.head(), latin(in.readAllBytes())) : text;
  }

  /** A reply of the API server's kind without a cause. */
  static byte[] status(int code) {
    String body =
        ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,"
                + "\"message\":\"so it was to be\"}")
            .formatted(code);
    return "HTTP/1.1 %d Fault\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(code, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A word of the first line. */
  String word(int index) {
    return head.get(0).split(" ", 3)[index];
  }

  String body() {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The same request for another host, by somebody else, as the last one of its connection. */
  byte[] passedOn(String host, String token) {
    boolean webSocket =
        header(head, "upgrade").map(to -> to.equalsIgnoreCase("websocket")).orElse(false);
    StringBuilder text = new StringBuilder(head.get(0)).append("\r\n");
    for (String line : head.subList(1, head.size())) {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      boolean upgrades = name.equals("connection") || name.equals("upgrade");
      if (!NOT_PASSED_ON.contains(name) && (!upgrades || webSocket)) {
        text.append(line).append("\r\n");
      }
    }
    text.append("Host: ").append(host).append("\r\n");
    if (token != null) {
      text.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    if (!webSocket) {
      text.append("Connection: close\r\nContent-Length: ").append(raw.length()).append("\r\n");
    }
    return text.append("\r\n").append(raw).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] body(List<String> head, InputStream in) throws IOException {
    Optional<String> length = header(head, "content-length");
    if (length.isPresent()) {
      return exactly(in, Integer.parseInt(length.get()));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (header(head, "transfer-encoding").isPresent()) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.writeBytes(exactly(in, size));
        line(in);
      }
      line(in);
    }
    return body.toByteArray();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("cut short");
    }
    return bytes;
  }

  private static Optional<String> header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("no line");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
