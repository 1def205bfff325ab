package io.pra.failback.checks;

import io.pra.failback.api.HttpProbe;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Passes when a GET is answered with the expected status and, where asked for, a body that contains
 * a text or matches an expression. Redirects are answers like any other and are not followed.
 *
 * @param field of the plan that holds the target, for messages
 */
public record HttpGet(HttpProbe target, String field) implements Probe {
  HttpGet(HttpProbe target) {
    this(target, "http");
  }

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    BodyMatch body = new BodyMatch(target.bodyContains(), target.bodyMatches());
    HttpTarget http;
    try {
      http = HttpTarget.of(target.url());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(ProbeResult.inconclusive(e.getMessage()));
    }
    if (!body.problem().isEmpty()) {
      return CompletableFuture.completedFuture(
          ProbeResult.inconclusive(field + "." + PlainText.of(body.problem(), 200)));
    }
    HttpTerms terms = HttpTerms.of(field, target.headers(), target.caSecretRef());
    long start = network.nanoTime().getAsLong();
    return HttpAnswer.to(http, http.request().GET(), terms, network, timeout)
        .handle(
            (answer, failure) ->
                failure == null
                    ? judge(answer, body, network.millisSince(start))
                    : ProbeResult.inconclusive(Failure.of(failure).message(http.peer(), timeout)));
  }

  private ProbeResult judge(HttpAnswer answer, BodyMatch body, long millis) {
    if (answer.status() != target.expectedStatus()) {
      String message = "HTTP " + answer.status() + ", expected " + target.expectedStatus();
      return tellsTheState(answer.status())
          ? ProbeResult.wrongAnswer(message)
          : ProbeResult.inconclusive(message);
    }
    String objection = body.objection(answer.body(), answer.complete());
    return objection.isEmpty()
        ? ProbeResult.passed("HTTP " + answer.status() + " in " + millis + " ms")
        : ProbeResult.wrongAnswer("HTTP " + answer.status() + ", " + objection);
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
