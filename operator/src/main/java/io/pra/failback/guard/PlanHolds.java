package io.pra.failback.guard;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Episode;
import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.RecoveryStop;
import io.pra.failback.api.Side;
import io.pra.failback.api.VmSelector;
import io.pra.failback.api.Wave;
import io.pra.failback.vsphere.VmIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a plan, as persisted, holds at each of its sites. */
public final class PlanHolds {
  private PlanHolds() {}

  /**
   * The rule of a plan for one side; empty if it holds nothing there.
   *
   * @param owner the plan, for people
   * @param selector which VMs are the site's
   * @param stamp what the rule rests on
   */
  public static Optional<HoldRule> rule(
      String owner,
      FailbackPlanSpec spec,
      FailbackPlanStatus status,
      Side side,
      VmSelector selector,
      HoldStamp stamp) {
    Episode episode = status.episode();
    if (episode == null
        || !status.phase().inEpisode()
        || !status.authority().holds(side)
        || (side == Side.Recovery && primaryIsLost(status))) {
      return Optional.empty();
    }
    return Optional.of(
        side == Side.Primary
            ? primary(owner, spec, episode, selector, stamp)
            : recovery(owner, spec, status.authority(), episode, selector, stamp));
  }

  /**
   * After the cutover the episode may wait for people for weeks. If no primary VM runs by then, the
   * recovery site must be free to take over: the only running copy is never suspended.
   */
  private static boolean primaryIsLost(FailbackPlanStatus status) {
    boolean serving = status.phase() == Phase.Reprotecting || status.phase() == Phase.Closing;
    return serving && status.pairs() != null && status.pairs().primaryRunning() == 0;
  }

  private static HoldRule primary(
      String owner, FailbackPlanSpec spec, Episode episode, VmSelector selector, HoldStamp stamp) {
    List<VmIdentity> known =
        episode.virtualMachines().stream()
            .map(vm -> new VmIdentity(vm.name(), vm.instanceUuid(), vm.biosUuid()))
            .toList();
    List<String> names =
        spec.waves().stream().map(Wave::virtualMachines).flatMap(List::stream).toList();
    int limit = Math.max(0, spec.guard().maxVirtualMachines() - known.size());
    return new HoldRule(owner, spec.guard().hold(), known, Set.of(), selector, names, limit, stamp);
  }

  /**
   * A recovery VM that is still being shut down cleanly is left to it; once seen down, it is kept
   * down.
   */
  private static HoldRule recovery(
      String owner,
      FailbackPlanSpec spec,
      Authority authority,
      Episode episode,
      VmSelector selector,
      HoldStamp stamp) {
    List<VmIdentity> known =
        episode.virtualMachines().stream()
            .map(EpisodeVm::recoveryName)
            .map(name -> new VmIdentity(name, "", ""))
            .toList();
    Set<String> stopping =
        authority == Authority.None
            ? episode.recoveryStops().stream()
                .filter(stop -> !stop.stopped())
                .map(RecoveryStop::name)
                .collect(Collectors.toSet())
            : Set.of();
    return new HoldRule(owner, spec.guard().hold(), known, stopping, selector, List.of(), 0, stamp);
  }
}
