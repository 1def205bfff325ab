package io.pra.failback.checks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.JobRun;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Passes when a Job completes. Each attempt makes one anew in the place of the one before it, which
 * stays until then for people to look at: a check has one Job at most.
 *
 * @param id of the check
 */
record JobCheck(String id, JobRun run) implements Probe {
  private static final int LONGEST = 500;

  /** Kept for the deletion of a Job that is late. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    PlanObjects objects = network.objects();
    ClusterObjects.Ref job =
        objects.ref(
            JobManifest.API_VERSION,
            JobManifest.KIND,
            JobManifest.name(id, "check " + objects.plan() + " " + id));
    ObjectNode manifest;
    try {
      manifest = JobManifest.of(run, job.name(), id, timeout);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(ProbeResult.inconclusive(e.getMessage()));
    }
    Duration patience = timeout.minus(RESERVE);
    long begun = network.nanoTime().getAsLong();
    return objects
        .ask(patience, cluster -> isMadeAnew(cluster, job, manifest))
        .thenCompose(
            made ->
                new JobFollower(
                        network, job, patience.minusNanos(network.nanoTime().getAsLong() - begun))
                    .end())
        .thenCompose(state -> judged(network, job, state))
        .exceptionally(
            failure ->
                ProbeResult.inconclusive(
                    plain(PlanObjects.trouble(failure, timeout).getMessage())));
  }

  private static boolean isMadeAnew(
      ClusterObjects cluster, ClusterObjects.Ref job, ObjectNode manifest) {
    if (cluster.read(job).isPresent()) {
      cluster.delete(job);
    }
    if (!cluster.create(job.plan(), manifest)) {
      throw new ClusterTroubleException(true, "the %s before it is not gone yet".formatted(job));
    }
    return true;
  }

  private CompletableFuture<ProbeResult> judged(
      Network network, ClusterObjects.Ref job, Optional<JobState> state) {
    if (state.isEmpty()) {
      return CompletableFuture.completedFuture(ProbeResult.inconclusive(job + " is gone"));
    }
    return switch (state.get().kind()) {
      case COMPLETE ->
          CompletableFuture.completedFuture(ProbeResult.passed(job + " has completed"));
      case FAILED ->
          CompletableFuture.completedFuture(
              ProbeResult.wrongAnswer(
                  plain("%s has failed: %s".formatted(job, state.get().why()))));
      case RUNNING ->
          network
              .objects()
              .ask(
                  RESERVE,
                  cluster -> {
                    cluster.delete(job);
                    return true;
                  })
              .handle(
                  (deleted, failure) ->
                      ProbeResult.wrongAnswer(
                          "%s did not complete in time%s"
                              .formatted(
                                  job, failure == null ? "" : ", and could not be deleted")));
    };
  }

  private static String plain(String text) {
    return PlainText.of(text, LONGEST);
  }
}
