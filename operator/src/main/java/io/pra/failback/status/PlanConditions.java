package io.pra.failback.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ReportStatus;
import io.pra.failback.api.Side;
import io.pra.failback.api.Stage;
import io.pra.failback.decision.ApprovalCount;
import io.pra.failback.decision.ApprovalGuard;
import io.pra.failback.decision.ChecklistReview;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Lack;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Premises;
import io.pra.failback.decision.RefusedHold;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Stall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions of a plan: all of them, each time. */
final class PlanConditions {
  private PlanConditions() {}

  static List<Condition> of(
      Observation seen,
      Decision decision,
      List<Pair> pairs,
      DualActivity dual,
      DualActivity none,
      Long generation,
      ReportStatus reports,
      ReportNews news,
      Drilling drilling) {
    ConditionSet set = new ConditionSet(seen.status().conditions(), generation, seen.now());
    ready(set, seen, decision, pairs);
    guarded(set, seen, decision, pairs);
    set.put("DualActive", dual.status(), dual.reason(), dual.message());
    set.put("NoneActive", none.status(), none.reason(), none.message());
    checklist(set, seen, decision);
    approved(set, seen, decision);
    reached(set, decision, "Activated", Phase.Verifying, "every wave is ready");
    reached(set, decision, "CutOver", Phase.StoppingRecovery, "the primary has the traffic");
    reached(set, decision, "RecoveryStopped", Phase.Reprotecting, "no recovery VM runs");
    reached(set, decision, "Reprotected", Phase.Closing, "replication is turned round");
    Optional<Stall> stall = decision.stall();
    set.put(
        "Stalled",
        stall.isPresent(),
        stall.map(Stall::reason).orElse("Moving"),
        stall.map(s -> s.message() + ". Next: " + s.nextStep()).orElse("nothing is in the way"));
    Reporting.condition(set, seen.status(), reports, news);
    drilling.conditions(set, seen, decision.drill());
    return set.list();
  }

  private static void ready(
      ConditionSet set, Observation seen, Decision decision, List<Pair> pairs) {
    Optional<Stall> wrong = Premises.problem(seen);
    if (wrong.isPresent()) {
      String message = wrong.get().message() + ". Next: " + wrong.get().nextStep();
      set.put("Ready", false, wrong.get().reason(), message);
      return;
    }
    for (SiteView site : List.of(seen.primary(), seen.recovery())) {
      if (!site.readable()) {
        set.put(
            "Ready",
            false,
            "SiteUnreadable",
            "site %s cannot be read: %s".formatted(site.name(), site.problem()));
        return;
      }
    }
    if (decision.authority() == Authority.Unknown) {
      String why = decision.stall().map(Stall::message).orElse("no evidence yet");
      set.put("Ready", false, "AuthorityUnknown", why);
      return;
    }
    List<Lack> lacks = Lack.of(seen.spec(), seen.primary(), seen.recovery(), pairs);
    if (!lacks.isEmpty()) {
      set.put(
          "Ready",
          false,
          "MissingPrivileges",
          "the operator's account lacks %s. Next: %s".formatted(Lack.words(lacks), Lack.NEXT_STEP));
      return;
    }
    ApprovalGuard approvals = seen.surroundings().approvals();
    if (approvals.refuses()) {
      String message = approvals.words() + ". Next: " + ApprovalGuard.NEXT_STEP;
      set.put("Ready", false, ApprovalGuard.REASON, message);
      return;
    }
    String unguarded = approvals.isWhole() ? "" : "; " + approvals.words();
    set.put("Ready", true, "SitesReadable", decision.message() + unguarded);
  }

  private static void guarded(
      ConditionSet set, Observation seen, Decision decision, List<Pair> pairs) {
    boolean holds =
        decision.phase().inEpisode()
            && (decision.authority().holds(Side.Primary)
                || decision.authority().holds(Side.Recovery));
    if (!holds) {
      set.put("Guarded", false, "NothingHeld", "no site is held in " + decision.phase());
      return;
    }
    for (Side side : Side.values()) {
      if (!decision.authority().holds(side)) {
        continue;
      }
      SiteView site = side == Side.Primary ? seen.primary() : seen.recovery();
      if (!site.readable()) {
        set.put("Guarded", "Unknown", "SiteUnreadable", site.problem());
        return;
      }
      Optional<String> refused = RefusedHold.words(seen, pairs, side);
      if (refused.isPresent()) {
        set.put("Guarded", false, RefusedHold.REASON, refused.get());
        return;
      }
      Optional<Pair> running = pairs.stream().filter(pair -> pair.mayRun(side)).findFirst();
      if (running.isPresent()) {
        set.put(
            "Guarded",
            false,
            "HeldVmMayRun",
            "%s VM of pair %s may run".formatted(side, running.get().name()));
        return;
      }
    }
    set.put("Guarded", true, "Held", "no held VM runs");
  }

  private static void checklist(ConditionSet set, Observation seen, Decision decision) {
    Stage stage =
        switch (decision.phase()) {
          case Standby, Holding, AwaitingApproval, Quiescing, Activating -> Stage.BeforeApproval;
          case Verifying -> Stage.AfterActivation;
          case CuttingOver, StoppingRecovery, Reprotecting -> Stage.AfterCutover;
          case Closing, Completed -> Stage.Closing;
        };
    if (decision.phase() == Phase.Standby) {
      set.put("ChecklistPassed", false, "NotBegun", "no episode is under way");
      return;
    }
    List<String> open =
        decision.phase() == Phase.Completed
            ? List.of()
            : ChecklistReview.open(seen.spec(), decision.checks(), stage).stream()
                .map(item -> item.id())
                .toList();
    set.put(
        "ChecklistPassed",
        open.isEmpty(),
        open.isEmpty() ? "Passed" : "Open",
        open.isEmpty()
            ? "every blocking item of stage %s passes".formatted(stage)
            : "stage %s waits for %s".formatted(stage, String.join(", ", open)));
  }

  private static void approved(ConditionSet set, Observation seen, Decision decision) {
    boolean approved =
        decision.phase() == Phase.Completed
            || (decision.phase().inEpisode()
                && decision.episode() != null
                && decision.episode().approvedAt() != null);
    ApprovalCount count = PlanTurns.count(seen, decision);
    String note =
        decision.phase() == Phase.Completed
            ? String.join(
                "; ",
                Stream.concat(
                        Stream.of(
                            "%s was approved at %s"
                                .formatted(
                                    decision.episode().id(), decision.episode().approvedAt())),
                        count.refused().stream())
                    .toList())
            : count.note();
    ApprovalGuard approvals = seen.surroundings().approvals();
    if (!approved && approvals.refuses()) {
      set.put("Approved", false, ApprovalGuard.REASON, approvals.words() + "; " + note);
      return;
    }
    set.put(
        "Approved",
        approved,
        approved ? "Approved" : decision.request() == null ? "NoRequest" : "Waiting",
        note);
  }

  private static void reached(
      ConditionSet set, Decision decision, String type, Phase from, String message) {
    boolean reached =
        decision.phase() == Phase.Completed
            || (decision.phase().inEpisode() && decision.phase().compareTo(from) >= 0);
    set.put(type, reached, reached ? "Done" : "NotYet", reached ? message : "not yet");
  }
}
