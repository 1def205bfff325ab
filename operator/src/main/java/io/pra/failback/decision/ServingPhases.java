package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailoverDetection;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.api.Stage;
import java.util.List;
import java.util.Optional;

/**
 * From the approval on: the primary comes up, is verified, takes the traffic, and the recovery site
 * goes.
 */
final class ServingPhases {
  private ServingPhases() {}

  static void activating(Draft draft) {
    if (rolledBack(draft)) {
      return;
    }
    if (approved(draft)
        && Gates.bothReadable(draft)
        && Gates.enforced(draft)
        && Premises.undisputed(draft)
        && Gates.overlapStillAllowed(draft)
        && Gates.recoveryKeepsDown(draft)
        && WaveActivation.advance(draft)) {
      draft.enter(Phase.Verifying, Turn.normal("Activated", "every wave is ready"));
      draft.say("every wave is ready; verifies", "wait");
    }
  }

  static void verifying(Draft draft) {
    if (rolledBack(draft)) {
      return;
    }
    if (sound(draft)
        && Premises.undisputed(draft)
        && Gates.checklist(draft, Stage.AfterActivation)) {
      draft.enter(
          Phase.CuttingOver,
          Turn.normal(
              "CuttingOver", "the cutover begins; from here there is no automatic way back"));
      draft.say("the cutover begins", "wait");
    }
  }

  static void cuttingOver(Draft draft) {
    if (abortedTooLate(draft)
        || !sound(draft)
        || !Premises.undisputed(draft)
        || !ActionSequence.advance(draft, draft.seen.spec().cutover())
        || !Gates.checklist(draft, Stage.AfterCutover)) {
      return;
    }
    draft.episode = draft.episode.withServingAt(draft.now());
    if (draft.seen.spec().overlap() == Overlap.Allowed) {
      draft.episode = draft.episode.withRecoveryStops(ApprovalPhase.recoveryToStop(draft));
      draft.waves = Waves.allPending(draft.waves);
    }
    draft.enter(
        Phase.StoppingRecovery, Turn.normal("CutOver", "the primary has taken the traffic"));
    draft.say("the primary serves; the recovery site is being stopped", "wait");
  }

  static void stoppingRecovery(Draft draft) {
    boolean alreadyStopped = draft.authority == Authority.Primary;
    if (abortedTooLate(draft)
        || !sound(draft)
        || !Premises.undisputed(draft)
        || !(alreadyStopped || RecoveryStopping.advance(draft))) {
      return;
    }
    draft.authority = Authority.Primary;
    draft.enter(Phase.Reprotecting, Turn.normal("RecoveryStopped", "no recovery VM runs"));
    draft.say("no recovery VM runs; turns replication round", "wait");
  }

  static void reprotecting(Draft draft) {
    if (anotherDisaster(draft)
        || abortedTooLate(draft)
        || !sound(draft)
        || !ActionSequence.advance(draft, draft.seen.spec().reprotect())) {
      return;
    }
    draft.enter(Phase.Closing, Turn.normal("Reprotected", "replication is turned round"));
    draft.say("closes the episode", "wait");
  }

  static void closing(Draft draft) {
    if (anotherDisaster(draft)
        || abortedTooLate(draft)
        || !sound(draft)
        || !Gates.checklist(draft, Stage.Closing)) {
      return;
    }
    draft.request = null;
    draft.approvedBy = List.of();
    draft.enter(
        Phase.Completed, Turn.normal("Completed", "%s is complete".formatted(draft.episode.id())));
    draft.say("%s is complete; the primary serves".formatted(draft.episode.id()), "nothing");
  }

  /**
   * The primary serves, and what is left may take people weeks: if it is lost meanwhile and
   * production goes back to the recovery site, that is the next failover, and the next episode.
   */
  private static boolean anotherDisaster(Draft draft) {
    if (draft.pairs.stream().anyMatch(pair -> pair.runs(Side.Primary))) {
      draft.failoverSeenSince = null;
      return false;
    }
    BetweenEpisodes.watchForFailover(draft);
    return draft.phase == Phase.Holding || draft.failoverSeenSince != null;
  }

  private static boolean sound(Draft draft) {
    return approved(draft)
        && Gates.bothReadable(draft)
        && Gates.enforced(draft)
        && Gates.recoveryKeepsDown(draft)
        && Gates.keepRunning(draft, draft.pairs);
  }

  private static boolean rolledBack(Draft draft) {
    if (Gates.abortStands(draft)) {
      RollbackSteps.begin(draft, "Aborted", Gates.abortedBy(draft));
      return true;
    }
    return false;
  }

  private static boolean abortedTooLate(Draft draft) {
    if (!Gates.abortStands(draft)) {
      return false;
    }
    draft.stall(
        "AbortTooLate",
        Gates.abortedBy(draft)
            + "; the cutover has begun, so there is no automatic way back and nothing more is done",
        "go on: " + draft.commands.clearAbort() + wayBackByHand(draft));
    return true;
  }

  /** Until the recovery site is stopped for good it is held, or its stop is under way. */
  private static String wayBackByHand(Draft draft) {
    boolean released = draft.phase == Phase.Reprotecting || draft.phase == Phase.Closing;
    String failOver =
        "turn the cutover's actions back by hand, stop the primary VMs and start the recovery VMs:"
            + " that is the next failover"
            + (draft.seen.spec().failoverDetection() == FailoverDetection.Manual
                ? ", to be declared in spec.declareFailover"
                : "");
    return released
        ? "; or " + failOver + ", and begins the next episode"
        : "; the recovery site is free again once the plan is in Reprotecting: there you can "
            + failOver;
  }

  /** An edit after the approval needs an approval of its own before the next step. */
  private static boolean approved(Draft draft) {
    ApprovalCount count = ApprovalCount.of(draft.seen.spec(), draft.request);
    draft.approvalNote = count.note();
    boolean edited = !RequestHash.ofPlan(draft.seen.spec()).equals(draft.request.planHash());
    boolean waits = draft.episode.approvedAt() == null;
    if (waits && !Gates.approvalsAreGuarded(draft)) {
      return false;
    }
    if (edited || (waits && ApprovalCount.hasExpired(draft.request, draft.now()))) {
      HoldingPhase.issue(draft);
      draft.tell(
          Turn.warning(
              "RequestIssued",
              "the plan was edited after its approval; request %s waits for approval"
                  .formatted(draft.request.id())));
      return false;
    }
    if (waits && count.isEnough()) {
      draft.episode = draft.episode.withApprovedAt(draft.now());
      draft.approvedBy = count.by();
      draft.tell(
          Turn.normal(
              "Approved",
              "request %s is approved by %s"
                  .formatted(draft.request.id(), String.join(", ", count.by()))));
      draft.say("request %s is approved; goes on".formatted(draft.request.id()), "wait");
      return false;
    }
    if (waits) {
      draft.approvedBy = count.by();
      draft.stallUntilApproved(
          "PlanEdited",
          "the plan was edited after its approval; nothing moves until request %s is approved"
              .formatted(draft.request.id()),
          draft.commands.approve(draft.request.id(), Optional.empty()) + Gates.orAbort(draft),
          HoldingPhase.nothingIsUnderWay(draft));
    }
    return !waits;
  }
}
