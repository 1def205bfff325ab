package io.pra.failback.status;

import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ReportDue;
import io.pra.failback.api.ReportStatus;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Observation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which records are due. It is persisted with the very change that makes one due, so that no crash
 * can lose it.
 */
final class Reporting {
  /** With rights taken away for years, the oldest are given up. */
  private static final int MOST_DUE = 20;

  private static final String TYPE = "ReportsIntact";

  private Reporting() {}

  static ReportStatus next(
      Observation seen, Decision decision, ReportNews news, Drilling drilling) {
    FailbackPlanStatus before = seen.status();
    ReportStatus was = before.reports();
    List<ReportDue> due = new ArrayList<>();
    was.due().stream().filter(one -> !news.settled().contains(one.id())).forEach(due::add);
    Episode old = before.episode();
    Episode now = decision.episode();
    if (old != null && now != null && now.number() != old.number() && before.phase().inEpisode()) {
      due.add(new ReportDue(old.id(), seen.now()));
    }
    if (decision.turns().stream().anyMatch(turn -> turn.reason().equals("RolledBack"))) {
      due.add(new ReportDue("%s-rollback-%d".formatted(now.id(), now.attempt()), seen.now()));
    }
    if (decision.phase() == Phase.Completed && before.phase() != Phase.Completed && now != null) {
      due.add(new ReportDue(now.id(), seen.now()));
    }
    if (before.isDrilling() && !drilling.drill().isUnderWay()) {
      due.add(new ReportDue(drilling.drill().episode().id(), seen.now()));
    }
    return new ReportStatus(
        news.head().orElse(was.head()),
        due.subList(Math.max(0, due.size() - MOST_DUE), due.size()),
        news.answered().orElse(was.answered()));
  }

  static void condition(
      ConditionSet set, FailbackPlanStatus before, ReportStatus reports, ReportNews news) {
    if (!news.verified()) {
      // What an earlier leader has found stands until this one has looked.
      before
          .condition(TYPE)
          .ifPresentOrElse(
              was -> set.put(TYPE, was.getStatus(), was.getReason(), was.getMessage()),
              () -> set.put(TYPE, "Unknown", "NotVerified", "the records were not looked at yet"));
    } else if (news.problems().isEmpty()) {
      set.put(
          TYPE,
          true,
          "Verified",
          reports.head() == null
              ? "there is no record yet"
              : "%d record(s), the newest %s".formatted(news.records(), reports.head().name()));
    } else {
      set.put(
          TYPE,
          false,
          "ChainBroken",
          "%s. Next: docs/reports.md, A broken chain"
              .formatted(String.join("; ", news.problems())));
    }
  }
}
