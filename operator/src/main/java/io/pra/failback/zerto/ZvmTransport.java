package io.pra.failback.zerto;

import io.pra.failback.http.CappedReply;
import io.pra.failback.observability.PlainText;
import io.pra.failback.zerto.ZertoException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** HTTP with one ZVM, with a trust of its own: no redirect, no proxy, bounded in time and size. */
final class ZvmTransport {
  /** The list of all VPGs of a large site is some hundred kilobytes. */
  static final int MAX_REPLY_BYTES = 8 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final ZvmEndpoint endpoint;
  private final HttpClient client;

  ZvmTransport(ZvmEndpoint endpoint, Executor threads) throws ZertoException {
    this.endpoint = endpoint;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .sslContext(ZvmTls.of(endpoint.trust()))
            .executor(threads)
            .build();
  }

  String peer() {
    return PlainText.of(endpoint.peer(), 120);
  }

  /** A request with no body yet. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base() + path))
        .setHeader("User-Agent", "failback-operator")
        .setHeader("Accept", "application/json");
  }

  private String base() {
    String url = endpoint.url().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * Sends it.
   *
   * @return whatever the status is; fails with a {@link ZertoException} where there is no answer
   */
  CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      return CompletableFuture.failedFuture(
          new ZertoException(Kind.NO_ANSWER, peer() + ": no answer in time"));
    }
    HttpRequest timed = request.timeout(timeout).build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(timed, CappedReply.handler(MAX_REPLY_BYTES));
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((answer, failure) -> exchange.cancel(true))
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(ZvmFailures.of(failure, peer())));
  }
}
