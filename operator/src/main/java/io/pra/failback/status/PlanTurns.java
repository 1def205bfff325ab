package io.pra.failback.status;

import static java.lang.Boolean.TRUE;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.Action;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.Check;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Measurements;
import io.pra.failback.api.Objectives;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.ActionSequence;
import io.pra.failback.decision.ApprovalCount;
import io.pra.failback.decision.Awaited;
import io.pra.failback.decision.ChecklistReview;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Premises;
import io.pra.failback.decision.Provenance;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has turned between the status before and the one after, beyond what the decision itself
 * tells.
 */
final class PlanTurns {
  private PlanTurns() {}

  static List<Turn> of(Observation seen, Decision decision, DualActivity dual, DualActivity none) {
    FailbackPlanStatus before = seen.status();
    List<Turn> turns = new ArrayList<>(decision.turns());
    alarm(before, dual, "DualActive", turns);
    alarm(before, none, "NoneActive", turns);
    approvals(seen, decision, turns);
    dataLoss(seen, decision, turns);
    premises(seen, decision, turns);
    capacity(seen, decision, turns);
    checks(seen, decision, turns);
    overdue(seen, decision, turns);
    return List.copyOf(turns);
  }

  private static void checks(Observation seen, Decision decision, List<Turn> turns) {
    Set<String> blocking =
        seen.spec().checks().stream()
            .filter(Check::blocking)
            .map(Check::id)
            .collect(Collectors.toSet());
    for (CheckStatus check : decision.checks()) {
      CheckStatus was = ChecklistReview.find(seen.status().checklist(), check.id());
      CheckState wasState = was == null ? CheckState.Pending : was.state();
      if (check.state() != wasState && check.state() != CheckState.Pending) {
        boolean passed = check.state() == CheckState.Passed;
        turns.add(
            new Turn(
                !passed,
                passed ? "CheckPassed" : "CheckFailed",
                "%s check %s %s%s%s"
                    .formatted(
                        blocking.contains(check.id()) ? "blocking" : "advisory",
                        check.id(),
                        passed ? "passed" : "failed",
                        check.by() == null ? "" : signedBy(seen, check),
                        check.message().isEmpty() ? "" : ": " + check.message())));
      }
    }
  }

  private static String signedBy(Observation seen, CheckStatus check) {
    return ", signed off by "
        + check.by()
        + Provenance.writtenBy(seen.provenance().ofSignOff(check.id()));
  }

  /** Told once: the due time of what a person is to sign has passed. */
  private static void overdue(Observation seen, Decision decision, List<Turn> turns) {
    for (ChecklistItem item : seen.spec().checklist()) {
      CheckStatus now = ChecklistReview.find(decision.checks(), item.id());
      CheckStatus was = ChecklistReview.find(seen.status().checklist(), item.id());
      if (TRUE.equals(now.overdue()) && (was == null || !TRUE.equals(was.overdue()))) {
        turns.add(
            new Awaited(item.manual(), now.since(), seen.now()).overdue("check " + item.id()));
      }
    }
    for (Action action : seen.spec().actions()) {
      ActionStatus now = ActionSequence.find(decision.actions(), action.id());
      ActionStatus was = ActionSequence.find(seen.status().actions(), action.id());
      if (TRUE.equals(now.overdue()) && (was == null || !TRUE.equals(was.overdue()))) {
        turns.add(
            new Awaited(action.manual(), now.startedAt(), seen.now())
                .overdue("action " + action.id()));
      }
    }
  }

  /** What is in nobody's way yet, so that nothing stalls: told once all the same. */
  private static void premises(Observation seen, Decision decision, List<Turn> turns) {
    String told = seen.status().condition("Ready").map(Condition::getReason).orElse("");
    Premises.problem(seen)
        .filter(wrong -> !wrong.reason().equals(told))
        .filter(wrong -> decision.stall().isEmpty())
        .ifPresent(
            wrong ->
                turns.add(
                    Turn.warning(wrong.reason(), wrong.message() + ". Next: " + wrong.nextStep())));
  }

  /** What the team has promised and is being missed: told when it is crossed. */
  static List<Turn> objectives(Observation seen, Measurements now) {
    Objectives promised = seen.spec().objectives();
    Measurements before = seen.status().measurements();
    List<Turn> turns = new ArrayList<>();
    double heldBefore = before == null ? 0 : before.holdSeconds();
    if (now != null
        && heldBefore < promised.maxHoldSeconds()
        && now.holdSeconds() >= promised.maxHoldSeconds()) {
      turns.add(
          Turn.warning(
              "HeldTooLong",
              "the primary has been held for more than %d s: a forgotten failback?"
                  .formatted(promised.maxHoldSeconds())));
    }
    boolean rtoIsNew = before == null || before.rtoSeconds() == null;
    if (now != null
        && now.rtoSeconds() != null
        && rtoIsNew
        && now.rtoSeconds() > promised.rtoSeconds()) {
      turns.add(
          Turn.warning(
              "RtoExceeded",
              "the primary served after %.0f s; promised are %d s"
                  .formatted(now.rtoSeconds(), promised.rtoSeconds())));
    }
    return turns;
  }

  /** More is at stake than was promised: told when it is crossed. */
  private static void dataLoss(Observation seen, Decision decision, List<Turn> turns) {
    DataAtStake before = seen.status().dataAtStake();
    DataAtStake now = decision.atStake();
    if (now != null && now.isTooMuch() && (before == null || !before.isTooMuch())) {
      turns.add(
          Turn.warning(
              "RpoExceeded",
              "more than the %d s promised of what the recovery site writes would be lost; approvals must accept it"
                  .formatted(now.objectiveSeconds())));
    }
  }

  /** Told when it turns; that it is not known yet is no news. */
  private static void capacity(Observation seen, Decision decision, List<Turn> turns) {
    CapacityStatus before = seen.status().capacity();
    CapacityStatus now = decision.capacity();
    CapacityState was = before == null ? CapacityState.Unknown : before.state();
    if (now == null || now.state() == was) {
      return;
    }
    switch (now.state()) {
      case Sufficient -> turns.add(Turn.normal("CapacitySufficient", now.message()));
      case Insufficient -> turns.add(Turn.warning("InsufficientCapacity", now.message()));
      case Unknown -> turns.add(Turn.warning("CapacityUnknown", now.message()));
    }
  }

  private static void alarm(
      FailbackPlanStatus before, DualActivity now, String type, List<Turn> turns) {
    Optional<Condition> was = before.condition(type);
    boolean wasTrue = was.map(condition -> condition.getStatus().equals("True")).orElse(false);
    boolean isTrue = now.status().equals("True");
    boolean sameReason = was.map(c -> c.getReason().equals(now.reason())).orElse(false);
    if (isTrue && !(wasTrue && sameReason)) {
      turns.add(new Turn(now.isAlarm(), type, now.reason() + ": " + now.message()));
    } else if (wasTrue && !isTrue) {
      turns.add(Turn.normal("No" + type, now.message()));
    }
  }

  private static void approvals(Observation seen, Decision decision, List<Turn> turns) {
    if (!decision.phase().inEpisode()) {
      // Between episodes an old approval lies in every plan; the condition says what it is worth.
      return;
    }
    String told = seen.status().condition("Approved").map(Condition::getMessage).orElse("");
    ApprovalCount count = count(seen, decision);
    boolean isNews = !told.equals(plain(count.note()));
    for (String refusal : count.refused()) {
      if (isNews && !told.contains(plain(refusal)) && !isUsed(seen, refusal)) {
        turns.add(Turn.warning("ApprovalRefused", refusal));
      }
    }
    for (String user : count.by()) {
      if (!seen.status().approvedBy().contains(user) && decision.approvedBy().contains(user)) {
        turns.add(
            Turn.normal(
                "ApprovalCounted",
                "%s approves request %s (%d of %d)%s"
                    .formatted(
                        user,
                        decision.request().id(),
                        count.by().size(),
                        count.required(),
                        Provenance.writtenBy(seen.provenance().ofApproval(user)))));
      }
    }
  }

  /** By what has to be accepted now, or had to be when it was approved. */
  static ApprovalCount count(Observation seen, Decision decision) {
    boolean open = decision.phase() == Phase.AwaitingApproval;
    return open
        ? ApprovalCount.of(
            seen.spec(),
            decision.request(),
            Optional.ofNullable(decision.atStake())
                .filter(DataAtStake::isTooMuch)
                .map(DataAtStake::seconds))
        : ApprovalCount.of(seen.spec(), decision.request());
  }

  /** As the condition shows it: escaped, and cut where it is long. */
  private static String plain(String text) {
    return PlainText.of(text, ConditionSet.LONGEST_MESSAGE);
  }

  /** An approval that has just done its work is not refused when its request is closed. */
  private static boolean isUsed(Observation seen, String refusal) {
    return seen.status().request() != null
        && refusal.contains("names request " + seen.status().request().id());
  }
}
