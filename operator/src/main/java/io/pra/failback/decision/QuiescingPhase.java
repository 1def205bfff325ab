package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;

/** Nobody has authority: the recovery site goes down cleanly, then the last data goes across. */
final class QuiescingPhase {
  private QuiescingPhase() {}

  static void decide(Draft draft) {
    ApprovalCount count = ApprovalCount.of(draft.seen.spec(), draft.request);
    draft.approvalNote = count.note();
    if (Gates.abortStands(draft)) {
      RollbackSteps.begin(draft, "Aborted", Gates.abortedBy(draft));
    } else if (!RequestHash.ofPlan(draft.seen.spec()).equals(draft.request.planHash())) {
      RollbackSteps.begin(draft, "PlanEdited", "the plan was edited after its approval");
    } else if (!count.isEnough()) {
      RollbackSteps.begin(draft, "ApprovalWithdrawn", "the approval was withdrawn");
    } else if (Gates.bothReadable(draft)
        && Gates.enforced(draft)
        && Premises.undisputed(draft)
        && Gates.machinesAreCertain(draft)
        && Gates.primaryExists(draft)
        && RecoveryStopping.advance(draft)
        && ActionSequence.advance(draft, draft.seen.spec().finalSync())) {
      draft.authority = Authority.Primary;
      draft.waves = Waves.allPending(draft.waves);
      draft.enter(
          Phase.Activating,
          Turn.normal("Activating", "no recovery VM runs; the primary is brought up"));
      draft.say("the primary is brought up", "wait");
    }
  }
}
