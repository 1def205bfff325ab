package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.KubernetesPatch;
import io.pra.failback.observability.PlainText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Patches one object of the plan's namespace. Whether its effect is there it asks the API server: a
 * dry run that would change nothing. It looks before it patches, and again where an answer was
 * lost.
 */
final class ObjectPatch implements Deed {
  private static final int LONGEST = 500;

  private final ActionRun run;
  private final KubernetesPatch action;
  private final PlanObjects objects;
  private final ClusterObjects.Ref object;

  ObjectPatch(ActionRun run, KubernetesPatch action, Network network) {
    this.run = run;
    this.action = action;
    this.objects = network.objects();
    this.object = objects.ref(action.apiVersion(), action.kind(), action.name());
  }

  /**
   * Carries it out.
   *
   * @return completes after two looks and two patches at most, each within the run's timeout
   */
  @Override
  public CompletableFuture<ActionOutcome> carryOut() {
    if (MergePatch.isUntouchable(action)) {
      return done(ActionOutcome.notDone(KubernetesPatch.UNTOUCHABLE));
    }
    ObjectNode patch;
    try {
      patch = MergePatch.parsed(action);
    } catch (IllegalArgumentException e) {
      return done(ActionOutcome.notDone(e.getMessage()));
    }
    return attempt(patch, 2, run.resumed());
  }

  /** What a look found. */
  private enum Seen {
    ABSENT,
    DONE,
    NOT_DONE
  }

  /**
   * Looks, and patches where the effect is not there.
   *
   * @param maySent whether an earlier request may have been carried out
   */
  private CompletableFuture<ActionOutcome> attempt(
      ObjectNode patch, int attemptsLeft, boolean maySent) {
    return objects
        .ask(run.timeout(), cluster -> look(cluster, patch))
        .thenCompose(seen -> afterLook(seen, patch, attemptsLeft))
        .exceptionally(failure -> notSeen(PlanObjects.trouble(failure, run.timeout()), maySent));
  }

  private Seen look(ClusterObjects cluster, ObjectNode patch) {
    Optional<JsonNode> now = cluster.read(object);
    if (now.isEmpty()) {
      return Seen.ABSENT;
    }
    return MergePatch.isSame(now.get(), cluster.merge(object, patch, true))
        ? Seen.DONE
        : Seen.NOT_DONE;
  }

  private CompletableFuture<ActionOutcome> afterLook(
      Seen seen, ObjectNode patch, int attemptsLeft) {
    return switch (seen) {
      case DONE -> done(ActionOutcome.succeeded(object + " is as it must be"));
      case ABSENT ->
          done(
              ActionOutcome.notDone(
                  "there is no %s in the plan's namespace: create it, or correct kubernetesPatch"
                      .formatted(object)));
      case NOT_DONE ->
          attemptsLeft == 0
              ? done(ActionOutcome.unknown(object + " does not keep what it is given"))
              : patch(patch, attemptsLeft - 1);
    };
  }

  private CompletableFuture<ActionOutcome> patch(ObjectNode patch, int attemptsLeft) {
    return objects
        .ask(run.timeout(), cluster -> cluster.merge(object, patch, false))
        .thenApply(patched -> ActionOutcome.succeeded(object + " is patched"))
        .exceptionallyCompose(
            failure -> {
              ClusterTroubleException trouble = PlanObjects.trouble(failure, run.timeout());
              return trouble.saidNo()
                  ? done(ActionOutcome.refused(plain(trouble)))
                  : attempt(patch, attemptsLeft, true);
            });
  }

  private static ActionOutcome notSeen(ClusterTroubleException trouble, boolean maySent) {
    if (maySent) {
      return ActionOutcome.unknown("its effect cannot be looked for: " + plain(trouble));
    }
    return trouble.saidNo()
        ? ActionOutcome.refused(plain(trouble))
        : ActionOutcome.notDone(plain(trouble));
  }

  private static String plain(ClusterTroubleException trouble) {
    return PlainText.of(trouble.getMessage(), LONGEST);
  }

  private static CompletableFuture<ActionOutcome> done(ActionOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
