package io.pra.failback.status;

import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Measurements;
import java.util.List;

/** Whether a status is worth a write. */
public final class StatusChange {
  private StatusChange() {}

  /**
   * True if anything but running figures differs: hold time, when a check last ran, the revision.
   */
  public static boolean isMaterial(FailbackPlanStatus before, FailbackPlanStatus after) {
    return !still(before).equals(still(after));
  }

  private static FailbackPlanStatus still(FailbackPlanStatus s) {
    List<CheckStatus> checks =
        s.checklist().stream()
            .map(check -> new CheckStatus(check.id(), check.state(), "", null, check.by()))
            .toList();
    Measurements m = s.measurements();
    Measurements measurements =
        m == null
            ? null
            : new Measurements(
                m.exposureSeconds(),
                m.longestExposureMillis(),
                0,
                0,
                m.rtoSeconds(),
                m.rtoWithoutWaitSeconds());
    return new FailbackPlanStatus(
        s.observedGeneration(),
        0L,
        s.phase(),
        s.authority(),
        s.message(),
        s.nextAction(),
        s.held(),
        s.dualActive(),
        s.approvers(),
        s.episode(),
        s.request(),
        s.approvedBy(),
        s.pairs(),
        s.waves(),
        checks,
        s.actions(),
        measurements,
        s.failoverSeenSince(),
        s.declarationAnswered(),
        s.timeline(),
        s.conditions());
  }
}
