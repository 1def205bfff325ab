package io.pra.failback.checks;

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
   * @param timeout bound of the whole exchange, from the name look-up to the body's end
   * @return fails with what {@link Failure#of} reads
   */
  static CompletableFuture<HttpAnswer> to(
      HttpTarget target, HttpRequest.Builder request, Network network, Duration timeout) {
    Exchange exchange = new Exchange();
    long start = network.nanoTime().getAsLong();
    return network
        .names()
        .addressOf(target.host(), timeout)
        .thenCompose(
            address -> {
              Duration left = timeout.minusNanos(network.nanoTime().getAsLong() - start);
              if (left.compareTo(LEEWAY) <= 0) {
                left = LEEWAY.multipliedBy(2);
              }
              HttpRequest timed = request.timeout(left.minus(LEEWAY)).build();
              return exchange
                  .send(network, timed)
                  .orTimeout(left.toMillis(), TimeUnit.MILLISECONDS);
            })
        .whenComplete((answer, failure) -> exchange.end());
  }

  /** Ends the client's exchange when nobody waits for it any longer. */
  private static final class Exchange {
    private CompletableFuture<HttpResponse<CappedBody.Content>> response;

    synchronized CompletableFuture<HttpAnswer> send(Network network, HttpRequest request) {
      response = network.http().sendAsync(request, head -> new CappedBody());
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
