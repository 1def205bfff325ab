package io.pra.failback.status;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Pair;
import java.time.Instant;
import java.util.List;

/**
 * Whether both VMs of a pair run, or neither does.
 *
 * @param status True, False or Unknown
 * @param reason PascalCase
 * @param message for people
 */
record DualActivity(String status, String reason, String message) {

  static DualActivity dual(Observation seen, Decision decision, List<Pair> pairs) {
    List<Pair> both =
        pairs.stream().filter(pair -> pair.runs(Side.Primary) && pair.runs(Side.Recovery)).toList();
    if (!both.isEmpty()) {
      String which =
          "both VMs of %d pair(s) run, %s first".formatted(both.size(), both.get(0).name());
      if (decision.authority() != Authority.Both) {
        return new DualActivity("True", "BothRunning", which);
      }
      Instant bound =
          decision.episode().overlapStartedAt().plusSeconds(seen.spec().overlapMaxSeconds());
      return seen.now().isBefore(bound)
          ? new DualActivity("True", Alarm.APPROVED_OVERLAP, which + "; approved until " + bound)
          : new DualActivity(
              "True", "OverlapExceeded", which + "; overlapMaxSeconds is over since " + bound);
    }
    boolean unsure =
        pairs.stream().anyMatch(pair -> pair.mayRun(Side.Primary) && pair.mayRun(Side.Recovery));
    return unsure
        ? new DualActivity(
            "Unknown", "SiteUnreadable", "some VM cannot be read and counts as running")
        : new DualActivity("False", "OneSideAtMost", "no pair runs at both sites");
  }

  static DualActivity none(Decision decision, List<Pair> pairs) {
    List<Pair> neither =
        pairs.stream()
            .filter(pair -> !pair.mayRun(Side.Primary) && !pair.mayRun(Side.Recovery))
            .toList();
    if (!neither.isEmpty()) {
      return new DualActivity(
          "True",
          isHandOver(decision)
              ? Alarm.HAND_OVER
              : neither.size() == pairs.size() ? "AllPairs" : "SomePairs",
          "neither VM of %d of %d pair(s) runs, %s first"
              .formatted(neither.size(), pairs.size(), neither.get(0).name()));
    }
    boolean unsure =
        pairs.stream().anyMatch(pair -> !pair.runs(Side.Primary) && !pair.runs(Side.Recovery));
    return unsure
        ? new DualActivity("Unknown", "SiteUnreadable", "some VM cannot be read")
        : new DualActivity("False", "OneSideAtLeast", "every pair runs at one site");
  }

  /**
   * Between the recovery's stop and the primary's start neither runs, as approved; so it is on the
   * way back.
   */
  private static boolean isHandOver(Decision decision) {
    return decision.phase() == Phase.Quiescing
        || decision.phase() == Phase.Activating
        || (decision.phase() == Phase.Holding && decision.episode().rollback() != null);
  }

  boolean isAlarm() {
    return Alarm.isAlarm(status, reason);
  }
}
