package io.pra.failback.checks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.JobRun;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Has a Job run once. Its name tells the attempt, so that a Job which was made before a restart is
 * found by it, and followed. One that has failed is replaced when the action is tried again.
 */
final class JobAction implements Deed {
  private static final int LONGEST = 500;

  /** For the Job to be found to have ended, after its own deadline. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ActionRun run;
  private final JobRun action;
  private final Network network;
  private final ClusterObjects.Ref job;

  JobAction(ActionRun run, JobRun action, Network network) {
    this.run = run;
    this.action = action;
    this.network = network;
    this.job =
        network
            .objects()
            .ref(
                JobManifest.API_VERSION,
                JobManifest.KIND,
                JobManifest.name(run.action().id(), run.idempotencyKey()));
  }

  @Override
  public CompletableFuture<ActionOutcome> carryOut() {
    ObjectNode manifest;
    try {
      manifest = JobManifest.of(action, job.name(), run.action().id(), run.timeout());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(ActionOutcome.notDone(e.getMessage()));
    }
    return network
        .objects()
        .ask(run.timeout(), cluster -> isThere(cluster, manifest))
        .thenCompose(made -> follow())
        .exceptionally(this::notMade);
  }

  /** Sees to it that it is there, made now or before. */
  private boolean isThere(ClusterObjects cluster, ObjectNode manifest) {
    Optional<JobState> before = cluster.read(job).map(JobState::of);
    boolean again =
        !run.resumed() && before.filter(now -> now.kind() == JobState.Kind.FAILED).isPresent();
    if (again) {
      cluster.delete(job);
    }
    return (before.isPresent() && !again) || cluster.create(job.plan(), manifest);
  }

  private ActionOutcome notMade(Throwable failure) {
    ClusterTroubleException trouble = PlanObjects.trouble(failure, run.timeout());
    return trouble.saidNo() && !run.resumed()
        ? ActionOutcome.refused(plain(trouble.getMessage()))
        : ActionOutcome.unknown(plain(trouble.getMessage()));
  }

  /** To its end; never fails. */
  private CompletableFuture<ActionOutcome> follow() {
    return new JobFollower(network, job, run.timeout().plus(GRACE))
        .end()
        .handle(
            (state, failure) ->
                failure == null
                    ? state.map(this::judge).orElseGet(() -> unknown("is gone"))
                    : unknown(
                        "cannot be looked at: "
                            + PlanObjects.trouble(failure, run.timeout()).getMessage()));
  }

  private ActionOutcome judge(JobState state) {
    return switch (state.kind()) {
      case COMPLETE -> ActionOutcome.succeeded(job + " has completed");
      case FAILED -> ActionOutcome.refused(plain("%s has failed: %s".formatted(job, state.why())));
      case RUNNING -> unknown("still runs");
    };
  }

  private ActionOutcome unknown(String what) {
    return ActionOutcome.unknown(plain("%s %s".formatted(job, what)));
  }

  private static String plain(String text) {
    return PlainText.of(text, LONGEST);
  }
}
