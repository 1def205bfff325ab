package io.pra.failback.checks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Objects in the namespace of one plan. */
final class PlanObjects {
  private final ClusterObjects source;
  private final String plan;
  private final ExecutorService threads;

  /**
   * Objects of a plan's namespace.
   *
   * @param threads on which a call may block
   */
  PlanObjects(ClusterObjects source, String plan, ExecutorService threads) {
    this.source = source;
    this.plan = plan;
    this.threads = threads;
  }

  String plan() {
    return plan;
  }

  ClusterObjects.Ref ref(String apiVersion, String kind, String name) {
    return new ClusterObjects.Ref(plan, apiVersion, kind, name);
  }

  /**
   * Asks the API server.
   *
   * @return fails within the timeout, and always with {@link ClusterTroubleException}
   */
  <T> CompletableFuture<T> ask(Duration timeout, Function<ClusterObjects, T> question) {
    return BlockingCall.on(threads, timeout, call -> question.apply(source))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(trouble(failure, timeout)));
  }

  /** As {@link #ask} fails. */
  static ClusterTroubleException trouble(Throwable thrown, Duration timeout) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ClusterTroubleException known) {
        return known;
      }
      if (t instanceof TimeoutException) {
        return new ClusterTroubleException(
            false, "the API server did not answer within %d s".formatted(timeout.toSeconds()));
      }
    }
    return new ClusterTroubleException(
        false, "the API server cannot be asked: " + thrown.getClass().getSimpleName());
  }
}
