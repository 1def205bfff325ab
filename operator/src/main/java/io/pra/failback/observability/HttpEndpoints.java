package io.pra.failback.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} for Prometheus, {@code /healthz} and {@code /readyz} for the kubelet: 200 when
 * well, 503 with the reasons when not.
 */
public final class HttpEndpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoints.class);
  private static final int THREADS = 8;
  private static final int WAITING = 32;

  private record Answer(int status, String contentType, String body) {
    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body);
    }

    static Answer health(Health health) {
      return text(health.ok() ? 200 : 503, health.text());
    }
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Supplier<String> metrics;
  private final Supplier<Health> liveness;
  private final Supplier<Health> readiness;

  /**
   * Serves at once.
   *
   * @param address port 0 for any free port
   * @param metrics in the text format of Prometheus
   * @throws IOException if the address cannot be bound
   */
  public HttpEndpoints(
      InetSocketAddress address,
      Supplier<String> metrics,
      Supplier<Health> liveness,
      Supplier<Health> readiness)
      throws IOException {
    this.metrics = metrics;
    this.liveness = liveness;
    this.readiness = readiness;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread thread = new Thread(work, "endpoints-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    this.server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.text(405, "only GET and HEAD\n");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/metrics" ->
            new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        case "/healthz" -> Answer.health(liveness.get());
        case "/readyz" -> Answer.health(readiness.get());
        default -> Answer.text(404, "/metrics, /healthz or /readyz\n");
      };
    } catch (RuntimeException e) {
      log.warn("endpoint failed path={}", PlainText.of(exchange.getRequestURI().getPath()), e);
      return Answer.text(503, "not ok\n- endpoint: failed\n");
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
