package io.pra.failback.decision;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Request;
import io.pra.failback.api.Stage;
import java.util.List;

/**
 * The primary is held; a request is issued once everything that comes before people's decision is
 * as it must be.
 */
final class HoldingPhase {
  private HoldingPhase() {}

  static void decide(Draft draft) {
    Episodes.learn(draft);
    if (draft.episode.rollback() != null) {
      RollbackSteps.decide(draft);
      return;
    }
    if (Gates.abortStands(draft)) {
      draft.stall(
          "Aborted", Gates.abortedBy(draft), "to try again: " + draft.commands.clearAbort());
      return;
    }
    if (draft.isStalled()
        || !Gates.bothReadable(draft)
        || !Gates.machinesAreCertain(draft)
        || !Premises.undisputed(draft)
        || !Gates.approvalsAreGuarded(draft)
        || !Gates.everyVmHasATwin(draft)
        || !Gates.primaryIsHeld(draft)
        || !Gates.privileged(draft)
        || !Gates.privilegesAreAsked(draft)
        || !Replication.waitsForPeople(draft)
        || !Gates.isRoomy(draft)
        || !Gates.checklist(draft, Stage.BeforeApproval)
        || !Gates.roomIsSeenAnew(draft)) {
      return;
    }
    issue(draft);
    draft.enter(
        Phase.AwaitingApproval,
        Turn.normal(
            "RequestIssued",
            "request %s waits for %d approval(s) until %s"
                .formatted(
                    draft.request.id(),
                    draft.seen.spec().approvalPolicy().required(),
                    draft.request.expiresAt())));
  }

  /** Makes the next attempt's request the one under way, with nobody's approval yet. */
  static void issue(Draft draft) {
    int attempt = draft.episode.attempt();
    String planHash = RequestHash.ofPlan(draft.seen.spec());
    String pairsHash = RequestHash.ofPairs(draft.pairs);
    String id;
    do {
      attempt++;
      id = RequestHash.id(draft.seen.uid(), draft.episode.id(), planHash, pairsHash, attempt);
    } while (isAnswered(draft, id));
    draft.episode = draft.episode.withAttempt(attempt).withApprovedAt(null);
    draft.request =
        new Request(
            id,
            planHash,
            pairsHash,
            draft.seen.surroundings().approvals().hashToKeep(),
            draft.now(),
            draft.now().plusSeconds(draft.seen.spec().approvalPolicy().validForSeconds()),
            null);
    draft.approvedBy = List.of();
    draft.ask(
        "request %s waits for approval%s".formatted(id, Replication.words(draft.atStake)),
        draft.commands.approve(id, Replication.toBeAccepted(draft.atStake)),
        nothingIsUnderWay(draft));
  }

  /** Whether only people are waited for while a request is open. */
  static boolean nothingIsUnderWay(Draft draft) {
    return !Waves.areUnderWay(draft.waves)
        && draft.actions.stream().noneMatch(one -> one.state() == ActionState.Running);
  }

  /**
   * Who answers before it is asked has worked the id out, perhaps while nothing checked the name.
   */
  private static boolean isAnswered(Draft draft, String id) {
    return draft.seen.spec().approvals().values().stream()
        .anyMatch(approval -> approval.request().equals(id));
  }
}
