package io.pra.failback.status;

import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.DatastoreCapacity;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Measurements;
import io.pra.failback.api.VpgStatus;
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
        still(s.checklist()),
        s.actions(),
        still(s.measurements()),
        still(s.dataAtStake()),
        s.vpgs().stream().map(StatusChange::still).toList(),
        still(s.capacity()),
        s.failoverSeenSince(),
        s.declarationAnswered(),
        s.timeline(),
        s.reports(),
        still(s.drill()),
        s.lastDrill(),
        s.drills(),
        s.conditions());
  }

  private static DrillStatus still(DrillStatus d) {
    return d == null
        ? null
        : new DrillStatus(
            d.outcome(),
            d.endedAt(),
            d.phase(),
            d.authority(),
            d.message(),
            d.nextAction(),
            d.episode(),
            d.request(),
            d.approvedBy(),
            d.pairs(),
            d.waves(),
            still(d.checklist()),
            d.actions(),
            still(d.measurements()),
            still(d.dataAtStake()),
            d.started(),
            d.stopped(),
            d.phaseSince(),
            d.steps(),
            d.timeline(),
            d.conditions());
  }

  private static List<CheckStatus> still(List<CheckStatus> checks) {
    return checks.stream()
        .map(
            check ->
                new CheckStatus(
                    check.id(),
                    check.state(),
                    "",
                    null,
                    check.by(),
                    check.since(),
                    check.overdue()))
        .toList();
  }

  private static Measurements still(Measurements m) {
    return m == null
        ? null
        : new Measurements(
            m.exposureSeconds(),
            m.longestExposureMillis(),
            0,
            0,
            m.rtoSeconds(),
            m.rtoWithoutWaitSeconds(),
            m.rpoSeconds(),
            m.waitedForPeopleSeconds(),
            m.waitsForPeopleSince());
  }

  /** The seconds grow; what matters is how they are known, and whether they are too many. */
  private static DataAtStake still(DataAtStake d) {
    return d == null
        ? null
        : new DataAtStake(d.isTooMuch() ? 1 : 0, null, d.source(), d.isTooMuch() ? 0 : 1);
  }

  /** How full hosts are changes with each look; what matters is what follows from it. */
  private static CapacityStatus still(CapacityStatus c) {
    return c == null
        ? null
        : new CapacityStatus(
            c.state(),
            "",
            c.nextAction(),
            null,
            c.clusters().stream().map(StatusChange::still).toList(),
            c.datastores().stream()
                .map(store -> new DatastoreCapacity(store.datastore(), null, 0, null))
                .toList());
  }

  private static ClusterCapacity still(ClusterCapacity c) {
    return new ClusterCapacity(
        c.cluster(), c.hosts(), c.usableHosts(), c.unusable(), null, null, c.unplaced(), "");
  }

  private static VpgStatus still(VpgStatus v) {
    return new VpgStatus(
        v.name(),
        v.state(),
        v.protects(),
        v.rpoSeconds() == null ? null : 0,
        null,
        v.beforeCommit(),
        v.beforeCommitSince(),
        null);
  }
}
