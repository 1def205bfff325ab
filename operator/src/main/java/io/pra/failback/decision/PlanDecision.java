package io.pra.failback.decision;

import io.pra.failback.api.CapacityStatus;

/**
 * The state machine of a plan: what was seen goes in, what to do comes out.
 *
 * <p>The rules that hold across all phases: nothing is started, stopped or switched unless the
 * phase that allows it is already persisted; a site that cannot be read counts as running; whatever
 * stands in the way is said, with a way out.
 */
public final class PlanDecision {
  private PlanDecision() {}

  public static Decision decide(Observation seen) {
    Draft draft = new Draft(seen);
    Decision real = walk(draft, CapacityReview.of(seen, draft.pairs));
    DrillDecision drill = Drills.beside(seen, real);
    return (drill.changes(seen.status()) ? real.withoutEffects() : real).withDrill(drill);
  }

  /** One step of an episode, real or drilled. */
  static Decision walk(Draft draft, CapacityStatus capacity) {
    Observation seen = draft.seen;
    draft.actions = ActionSequence.carriedOver(seen);
    draft.checks = ChecklistReview.review(draft);
    draft.vpgs = Replication.vpgs(seen);
    draft.atStake = Replication.atStake(draft);
    draft.capacity = capacity;
    Gates.endWhatNobodyChecks(draft);
    if (seen.spec().paused()) {
      // Nobody looks while it is paused, and evidence of a failover is without a break.
      draft.failoverSeenSince = null;
      draft.say("paused in " + draft.phase, draft.commands.resume());
      return draft.finish();
    }
    Gates.holdIsObeyed(draft);
    switch (draft.phase) {
      case Standby, Completed -> BetweenEpisodes.decide(draft);
      case Holding -> HoldingPhase.decide(draft);
      case AwaitingApproval -> ApprovalPhase.decide(draft);
      case Quiescing -> QuiescingPhase.decide(draft);
      case Activating -> ServingPhases.activating(draft);
      case Verifying -> ServingPhases.verifying(draft);
      case CuttingOver -> ServingPhases.cuttingOver(draft);
      case StoppingRecovery -> ServingPhases.stoppingRecovery(draft);
      case Reprotecting -> ServingPhases.reprotecting(draft);
      case Closing -> ServingPhases.closing(draft);
    }
    return draft.finish();
  }
}
