package io.pra.failback.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch, on its way to the client's {@code WatchHTTPManager} (7.5.2), which decodes each buffer
 * by itself and takes the unused end of its array for text: a plan in French would end the watch,
 * and with it the operator. So it gets whole lines, in which all but ASCII is escaped as JSON has
 * it.
 */
final class WatchStream implements AsyncBody.Consumer<List<ByteBuffer>> {
  private static final Logger log = LoggerFactory.getLogger(WatchStream.class);

  /** What the API server says when a watch has to begin anew with a list. */
  private static final ByteBuffer EXPIRED =
      StandardCharsets.US_ASCII.encode(
          "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\","
              + "\"status\":\"Failure\",\"code\":410,\"reason\":\"Expired\","
              + "\"message\":\"the watch has fallen silent\"}}\n");

  private static final AsyncBody NONE =
      new AsyncBody() {
        @Override
        public void consume() {
          // There is no more.
        }

        @Override
        public CompletableFuture<Void> done() {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void cancel() {
          // Nor is there anything to end.
        }
      };

  private final AsyncBody.Consumer<List<ByteBuffer>> client;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private boolean expired;

  WatchStream(AsyncBody.Consumer<List<ByteBuffer>> client) {
    this.client = client;
  }

  /** The API server has agreed: the client believes it only when the first bytes come. */
  synchronized void begin(AsyncBody body) {
    pass(List.of(), body);
  }

  @Override
  public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body) throws Exception {
    if (expired) {
      body.cancel();
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        rest.write(next);
        if (next == '\n') {
          escape(rest.toString(StandardCharsets.UTF_8), lines);
          rest.reset();
        }
      }
    }
    client.consume(List.of(StandardCharsets.US_ASCII.encode(lines.toString())), body);
  }

  /** Ends it, whether anything came or not. */
  synchronized void expire() {
    if (!expired) {
      expired = true;
      pass(List.of(EXPIRED.duplicate()), NONE);
    }
  }

  private void pass(List<ByteBuffer> buffers, AsyncBody body) {
    try {
      client.consume(buffers, body);
    } catch (Exception e) {
      log.warn("event=WatchNotTold", e);
    }
  }

  private static void escape(String line, StringBuilder into) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < 0x80) {
        into.append(c);
      } else {
        into.append("\\u%04x".formatted((int) c));
      }
    }
  }
}
