package io.pra.failback.checks;

import io.pra.failback.api.HttpProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Passes when a GET is answered with the expected status and, where asked for, a body that contains
 * a text. Redirects are answers like any other and are not followed.
 */
public record HttpGet(HttpProbe target) implements Probe {
  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    HttpTarget http;
    try {
      http = HttpTarget.of(target.url());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(ProbeResult.noAnswer(e.getMessage()));
    }
    long start = network.nanoTime().getAsLong();
    return HttpAnswer.to(http, http.request().GET(), network, timeout)
        .handle(
            (answer, failure) ->
                failure == null
                    ? judge(answer, network.millisSince(start))
                    : ProbeResult.noAnswer(Failure.of(failure).message(http.peer(), timeout)));
  }

  private ProbeResult judge(HttpAnswer answer, long millis) {
    if (answer.status() != target.expectedStatus()) {
      return ProbeResult.wrongAnswer(
          "HTTP " + answer.status() + ", expected " + target.expectedStatus());
    }
    if (answer.body().contains(target.bodyContains())) {
      return ProbeResult.passed("HTTP " + answer.status() + " in " + millis + " ms");
    }
    return ProbeResult.wrongAnswer(
        "HTTP "
            + answer.status()
            + (answer.complete()
                ? ", the body does not contain the expected text"
                : ", the first 64 KiB of the body do not contain the expected text"));
  }

  /** Never shows the URL, which may hold a password. */
  @Override
  public String toString() {
    return "HttpGet";
  }
}
