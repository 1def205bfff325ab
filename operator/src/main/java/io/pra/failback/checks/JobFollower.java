package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Looks at a Job again and again, and holds no thread in between. */
final class JobFollower {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Network network;
  private final ClusterObjects.Ref job;
  private final long begun;
  private final Duration patience;

  /**
   * Follows one from now on.
   *
   * @param patience how long
   */
  JobFollower(Network network, ClusterObjects.Ref job, Duration patience) {
    this.network = network;
    this.job = job;
    this.begun = network.nanoTime().getAsLong();
    this.patience = patience;
  }

  /**
   * Its end.
   *
   * @return its state, still running when the patience is over; empty if it is gone; fails as
   *     {@link PlanObjects#ask} does, where it cannot be read to the last
   */
  CompletableFuture<Optional<JobState>> end() {
    return network
        .objects()
        .ask(left(), cluster -> cluster.read(job))
        .thenCompose(this::seen)
        .exceptionallyCompose(
            failure -> isOver() ? CompletableFuture.failedFuture(failure) : later());
  }

  private CompletableFuture<Optional<JobState>> seen(Optional<JsonNode> now) {
    Optional<JobState> state = now.map(JobState::of);
    boolean runs = state.isPresent() && state.get().kind() == JobState.Kind.RUNNING;
    return runs && !isOver() ? later() : CompletableFuture.completedFuture(state);
  }

  private boolean isOver() {
    return network.nanoTime().getAsLong() - begun + POLL.toNanos() >= patience.toNanos();
  }

  private CompletableFuture<Optional<JobState>> later() {
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(pause -> end());
  }

  private Duration left() {
    Duration left = patience.minusNanos(network.nanoTime().getAsLong() - begun);
    return left.compareTo(POLL) < 0 ? POLL : left;
  }
}
