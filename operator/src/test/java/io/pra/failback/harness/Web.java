package io.pra.failback.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** What plans ask over HTTP: health pages and webhooks. Answers 404 until told otherwise. */
public final class Web implements AutoCloseable {
  /**
   * A request as it came in.
   *
   * @param idempotencyKey null if there was none
   */
  public record Asked(String method, String path, String idempotencyKey) {}

  private static final int NOT_YET = -1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Consumer<Asked> told = asked -> {};
  private final CountDownLatch closed = new CountDownLatch(1);

  Web() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** The address of a path such as {@code /health}. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on requests for a path get this status. */
  public void answers(String path, int status) {
    answers.put(path, status);
  }

  /** From now on requests for a path are taken in, and get no answer. */
  public void keepsSilent(String path) {
    answers.put(path, NOT_YET);
  }

  /** Told of each request before it is answered. */
  public void onAsked(Consumer<Asked> hook) {
    told = hook;
  }

  /** All requests, in order. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** The requests for a path, in order. */
  public List<Asked> asked(String path) {
    return asked.stream().filter(one -> one.path().equals(path)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    Asked request =
        new Asked(
            exchange.getRequestMethod(),
            path,
            exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    asked.add(request);
    told.accept(request);
    int status = answers.getOrDefault(path, 404);
    if (status == NOT_YET) {
      awaitClose();
    } else {
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
