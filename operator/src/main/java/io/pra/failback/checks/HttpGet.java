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
      return CompletableFuture.completedFuture(ProbeResult.inconclusive(e.getMessage()));
    }
    long start = network.nanoTime().getAsLong();
    return HttpAnswer.to(http, http.request().GET(), network, timeout)
        .handle(
            (answer, failure) ->
                failure == null
                    ? judge(answer, network.millisSince(start))
                    : ProbeResult.inconclusive(Failure.of(failure).message(http.peer(), timeout)));
  }

  private ProbeResult judge(HttpAnswer answer, long millis) {
    if (answer.status() != target.expectedStatus()) {
      String message = "HTTP " + answer.status() + ", expected " + target.expectedStatus();
      return tellsTheState(answer.status())
          ? ProbeResult.wrongAnswer(message)
          : ProbeResult.inconclusive(message);
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

  /** Not found is a state; a refused log-in, a throttled request or a server error is none. */
  private static boolean tellsTheState(int status) {
    return status < 400 || status == 404 || status == 410;
  }

  /** Never shows the URL, which may hold a password. */
  @Override
  public String toString() {
    return "HttpGet";
  }
}
