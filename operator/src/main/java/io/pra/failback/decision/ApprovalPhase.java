package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import io.pra.failback.api.RecoveryStop;
import io.pra.failback.api.Side;
import io.pra.failback.api.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request is open: it is voided by whatever makes it untrue, and acted on when enough people say
 * yes to it.
 */
final class ApprovalPhase {
  /** Clocks of two processes, each set by an API server that tells whole seconds. */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(10);

  private ApprovalPhase() {}

  static void decide(Draft draft) {
    Episodes.learn(draft);
    Optional<String> untrue = whyVoid(draft);
    if (untrue.isPresent()) {
      voidRequest(draft, untrue.get());
      return;
    }
    Optional<Long> loss = Replication.toBeAccepted(draft.atStake);
    ApprovalCount count = ApprovalCount.of(draft.seen.spec(), draft.request, loss);
    draft.approvedBy = count.by();
    draft.approvalNote = count.note();
    draft.ask(
        "request %s waits for approval (%d of %d)%s"
            .formatted(
                draft.request.id(),
                count.by().size(),
                count.required(),
                Replication.words(draft.atStake)),
        draft.commands.approve(draft.request.id(), loss),
        ChecklistReview.open(draft.seen.spec(), draft.checks, Stage.BeforeApproval).isEmpty());
    if (!draft.isStalled()
        && Gates.bothReadable(draft)
        && Gates.enforced(draft)
        && Gates.mayStartAt(draft, draft.seen.primary())
        && Gates.machinesAreCertain(draft)
        && Gates.primaryIsHeld(draft)
        && Gates.privileged(draft)
        && Gates.isRoomy(draft)
        && Replication.waitsForPeople(draft)
        && count.isEnough()
        && Gates.privilegesAreAsked(draft)
        && Gates.checklist(draft, Stage.BeforeApproval)
        && Gates.roomIsSeenAnew(draft)) {
      begin(draft, count, loss);
    }
  }

  private static Optional<String> whyVoid(Draft draft) {
    if (Gates.abortStands(draft)) {
      return Optional.of(Gates.abortedBy(draft));
    }
    Optional<String> distrust = draft.seen.surroundings().approvals().distrusts(draft.request);
    if (distrust.isPresent()) {
      // What is written meanwhile must not count once somebody checks again.
      return distrust;
    }
    if (ApprovalCount.hasExpired(draft.request, draft.now())) {
      return Optional.of("it has expired");
    }
    if (draft.now().plus(CLOCKS_AGREE).isBefore(draft.request.issuedAt())) {
      return Optional.of(
          "it was issued by a clock that is ahead of this one, so that nobody can tell when it"
              + " expires");
    }
    if (!RequestHash.ofPlan(draft.seen.spec()).equals(draft.request.planHash())) {
      return Optional.of("the plan was edited");
    }
    if (draft.seen.bothReadable()
        && !RequestHash.ofPairs(draft.pairs).equals(draft.request.pairsHash())) {
      return Optional.of("the set of VMs has changed");
    }
    Optional<Stall> disputed = Premises.dispute(draft.seen, rival -> true);
    if (disputed.isPresent()) {
      return disputed.map(Stall::message);
    }
    if (Gates.hasNoRoom(draft)) {
      return Optional.of(draft.capacity.message());
    }
    return ChecklistReview.open(draft.seen.spec(), draft.checks, Stage.BeforeApproval).stream()
        .filter(item -> regressed(draft, item))
        .findFirst()
        .map(item -> "check %s does not pass any more".formatted(item.id()));
  }

  /**
   * A probe without a recent answer is no regression: it shuts the gate, and the request stands.
   */
  private static boolean regressed(Draft draft, ChecklistItem item) {
    return item.manual() != null
        || ChecklistReview.find(draft.checks, item.id()).state() == CheckState.Failed;
  }

  private static void voidRequest(Draft draft, String why) {
    Turn turn =
        Turn.warning("RequestVoided", "request %s is void: %s".formatted(draft.request.id(), why));
    draft.request = null;
    draft.approvedBy = List.of();
    draft.say("the request is void: " + why, "wait");
    draft.enter(Phase.Holding, turn);
  }

  private static void begin(Draft draft, ApprovalCount count, Optional<Long> loss) {
    String by = String.join(", ", count.by());
    draft.tell(
        Turn.normal("Approved", "request %s is approved by %s".formatted(draft.request.id(), by)));
    draft.request = draft.request.withAcceptDataLossSeconds(loss.orElse(null));
    draft.episode = draft.episode.withApprovedAt(draft.now());
    draft.waves = Waves.allPending(draft.waves);
    if (draft.seen.spec().overlap() == Overlap.Forbidden) {
      draft.authority = Authority.None;
      draft.episode = draft.episode.withRecoveryStops(recoveryToStop(draft));
      draft.enter(Phase.Quiescing, Turn.normal("Quiescing", "the recovery site is being stopped"));
      draft.say("the recovery site is being stopped", "wait");
    } else {
      draft.authority = Authority.Both;
      draft.episode = draft.episode.withOverlapStartedAt(draft.now());
      draft.enter(
          Phase.Activating,
          Turn.normal("Activating", "the primary is brought up; the recovery site still serves"));
      draft.say("the primary is brought up", "wait");
    }
  }

  static List<RecoveryStop> recoveryToStop(Draft draft) {
    return draft.pairs.stream()
        .filter(pair -> pair.mayRun(Side.Recovery))
        .map(pair -> new RecoveryStop(pair.recoveryName(), false))
        .toList();
  }
}
