package io.pra.failback.checks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An answer, read to its end or to the cap.
 *
 * @param status the status code
 * @param body its first {@value CappedBody#MAX_BYTES} bytes, read as UTF-8
 * @param complete false if the body is longer than that
 */
record HttpAnswer(int status, String body, boolean complete) {
  /**
   * Room for the client's own deadline, which can tell a connection from an answer, to be first.
   */
  private static final Duration LEEWAY = Duration.ofMillis(50);

  /**
   * Sends one request.
   *
   * @param timeout bound of the whole exchange, from the Secrets and the name to the body's end
   * @return fails with what {@link Failure#of} reads
   */
  static CompletableFuture<HttpAnswer> to(
      HttpTarget target,
      HttpRequest.Builder request,
      HttpTerms terms,
      Network network,
      Duration timeout) {
    Exchange exchange = new Exchange();
    long start = network.nanoTime().getAsLong();
    return network
        .secrets()
        .read(terms.secrets(), timeout)
        .thenCompose(
            secrets ->
                network
                    .names()
                    .addressOf(target.host(), left(network, start, timeout))
                    .thenCompose(
                        address -> {
                          Duration left = left(network, start, timeout);
                          terms.putOn(request, secrets);
                          return exchange
                              .send(
                                  terms.client(network.http(), secrets),
                                  request.timeout(left.minus(LEEWAY)).build())
                              .orTimeout(left.toMillis(), TimeUnit.MILLISECONDS);
                        }))
        .whenComplete((answer, failure) -> exchange.end());
  }

  private static Duration left(Network network, long start, Duration timeout) {
    Duration left = timeout.minusNanos(network.nanoTime().getAsLong() - start);
    return left.compareTo(LEEWAY) <= 0 ? LEEWAY.multipliedBy(2) : left;
  }

  /** Ends the client's exchange when nobody waits for it any longer. */
  private static final class Exchange {
    private CompletableFuture<HttpResponse<CappedBody.Content>> response;

    synchronized CompletableFuture<HttpAnswer> send(HttpClient client, HttpRequest request) {
      response = client.sendAsync(request, head -> new CappedBody());
      return response.thenApply(
          r -> new HttpAnswer(r.statusCode(), r.body().text(), r.body().complete()));
    }

    synchronized void end() {
      if (response != null) {
        response.cancel(true);
      }
    }
  }
}
