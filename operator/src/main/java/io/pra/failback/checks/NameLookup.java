package io.pra.failback.checks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Looks host names up without holding the caller. The JDK can only look up by blocking, for as long
 * as the name servers please; so each host that is being looked up has one thread, however many ask
 * for it, and a dead name server costs no other host anything.
 */
final class NameLookup implements AutoCloseable {
  private final Map<String, CompletableFuture<InetAddress>> underWay = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("name-lookup"));

  /**
   * The first address of the host, as the system prefers them.
   *
   * @return fails within the timeout, and always with {@link UnknownHostException}
   */
  CompletableFuture<InetAddress> addressOf(String host, Duration timeout) {
    CompletableFuture<InetAddress> started = new CompletableFuture<>();
    CompletableFuture<InetAddress> shared = underWay.putIfAbsent(host, started);
    if (shared == null) {
      shared = started;
      threads.execute(() -> lookUp(host, started));
    }
    return shared
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unknown(host, failure)));
  }

  private void lookUp(String host, CompletableFuture<InetAddress> answer) {
    try {
      InetAddress address = InetAddress.getByName(host);
      underWay.remove(host);
      answer.complete(address);
    } catch (UnknownHostException | RuntimeException e) {
      underWay.remove(host);
      answer.completeExceptionally(e);
    }
  }

  private static UnknownHostException unknown(String host, Throwable failure) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(failure);
    return unknown;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
