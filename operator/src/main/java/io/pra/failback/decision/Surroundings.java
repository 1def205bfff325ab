package io.pra.failback.decision;

import io.pra.failback.api.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What else there is beside a plan and its two inventories, that may forbid that it does anything.
 *
 * @param missing sides whose SiteState does not exist
 * @param oneVCenter whether both sites turned out to be one and the same vCenter
 * @param rivals VMs of the plan that another plan claims too
 * @param approvals whether the API server checks who approves
 * @param interrupted what an earlier plan of this name has left; looked for while this one does not
 *     know who has authority
 */
public record Surroundings(
    Set<Side> missing,
    boolean oneVCenter,
    List<Rival> rivals,
    ApprovalGuard approvals,
    Optional<Interrupted> interrupted) {
  /** Nothing in the way. */
  public static final Surroundings CLEAR =
      new Surroundings(Set.of(), false, List.of(), ApprovalGuard.WHOLE);

  /** Where no earlier plan has left anything. */
  public Surroundings(
      Set<Side> missing, boolean oneVCenter, List<Rival> rivals, ApprovalGuard approvals) {
    this(missing, oneVCenter, rivals, approvals, Optional.empty());
  }

  public Surroundings {
    missing = Set.copyOf(missing);
    rivals = List.copyOf(rivals);
  }
}
