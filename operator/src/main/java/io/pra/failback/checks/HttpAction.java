package io.pra.failback.checks;

import io.pra.failback.api.HttpRequestAction;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Carries out one HTTP action. It sends where nothing can have been sent before; otherwise it looks
 * for the effect first, and sends only where the effect is seen to be absent.
 */
final class HttpAction implements Deed {
  private static final Duration MAX_SETTLE = Duration.ofSeconds(2);

  private final ActionRun run;
  private final HttpRequestAction action;
  private final Network network;

  HttpAction(ActionRun run, HttpRequestAction action, Network network) {
    this.run = run;
    this.action = action;
    this.network = network;
  }

  /**
   * Carries it out.
   *
   * @return completes after two requests and two looks at most, each within the run's timeout
   */
  @Override
  public CompletableFuture<ActionOutcome> carryOut() {
    return run.resumed()
        ? resolve(
            ActionOutcome.unknown("interrupted by a restart; look by hand whether it was done"), 1)
        : attempt(2);
  }

  private CompletableFuture<ActionOutcome> attempt(int requestsLeft) {
    return send().thenCompose(sent -> resolve(sent, requestsLeft - 1));
  }

  /** An unknown outcome becomes a known one where the effect can be looked for. */
  private CompletableFuture<ActionOutcome> resolve(ActionOutcome outcome, int requestsLeft) {
    if (outcome.kind() != ActionOutcome.Kind.UNKNOWN || action.verify() == null) {
      return done(outcome);
    }
    return look()
        .thenCompose(
            effect -> {
              if (effect.passed()) {
                return done(ActionOutcome.succeeded("effect found"));
              }
              if (!effect.conclusive()) {
                return done(
                    ActionOutcome.unknown(
                        outcome.message() + "; cannot look for the effect: " + effect.message()));
              }
              return requestsLeft > 0
                  ? attempt(requestsLeft)
                  : done(ActionOutcome.unknown(outcome.message() + "; no effect found"));
            });
  }

  /** Looks a little later: a request that was cut off may still be at work. */
  private CompletableFuture<ProbeResult> look() {
    Duration pause = run.timeout().dividedBy(4);
    long millis = Math.min(pause.toMillis(), MAX_SETTLE.toMillis());
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
        .thenCompose(
            later -> new HttpGet(action.verify(), "http.verify").attempt(network, run.timeout()));
  }

  private CompletableFuture<ActionOutcome> send() {
    HttpTarget target;
    HttpRequest.Builder request;
    try {
      target = HttpTarget.of(action.url());
      request =
          target
              .request()
              .setHeader("Idempotency-Key", run.idempotencyKey())
              .setHeader("Content-Type", action.contentType())
              .method(
                  action.method(),
                  HttpRequest.BodyPublishers.ofString(action.body(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return done(ActionOutcome.notDone("not a valid request: " + e.getMessage()));
    }
    HttpTerms terms = HttpTerms.of("http", action.headers(), action.caSecretRef());
    return HttpAnswer.to(target, request, terms, network, run.timeout())
        .handle(
            (answer, failure) ->
                failure == null ? judge(answer.status()) : judge(Failure.of(failure), target));
  }

  private ActionOutcome judge(int status) {
    int expected = action.expectedStatus();
    if (expected == 0 ? status / 100 == 2 : status == expected) {
      return ActionOutcome.succeeded("HTTP " + status);
    }
    String message =
        "HTTP " + status + (expected == 0 ? ", expected 2xx" : ", expected " + expected);
    return status / 100 == 4 ? ActionOutcome.refused(message) : ActionOutcome.unknown(message);
  }

  private ActionOutcome judge(Failure failure, HttpTarget target) {
    String message = failure.message(target.peer(), run.timeout());
    return failure.kind().beforeSending()
        ? ActionOutcome.notDone(message)
        : ActionOutcome.unknown(message);
  }

  private static CompletableFuture<ActionOutcome> done(ActionOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
