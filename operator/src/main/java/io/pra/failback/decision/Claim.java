package io.pra.failback.decision;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.VmIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What another plan claims at a vCenter where this plan has a side, too.
 *
 * @param plan the other plan, {@code namespace/name}
 * @param spec of the other plan
 * @param status of the other plan
 * @param theirs its side there
 * @param mine this plan's side there
 * @param site the SiteState by which this plan knows the vCenter
 * @param sameSite whether the other plan knows it by the same SiteState
 * @param reach what the other plan's SiteState observes there
 * @param selected what of it is that SiteState's
 */
public record Claim(
    String plan,
    FailbackPlanSpec spec,
    FailbackPlanStatus status,
    Side theirs,
    Side mine,
    String site,
    boolean sameSite,
    Set<MoRef> reach,
    Set<MoRef> selected) {

  /** The VMs of {@code pairs} that are claimed by others too, by plan and name. */
  public static List<Rival> rivals(List<Pair> pairs, List<Claim> others) {
    List<Rival> rivals = new ArrayList<>();
    for (Claim claim : others) {
      for (Pair pair : pairs) {
        String name = claim.mine == Side.Primary ? pair.name() : pair.recoveryName();
        List<VirtualMachine> machines = pair.at(claim.mine);
        boolean claimed =
            machines.isEmpty()
                ? claim.sameSite && claim.names(name)
                : machines.stream().anyMatch(claim::covers);
        if (claimed) {
          rivals.add(new Rival(claim.plan, claim.site, name, claim.mine != claim.theirs));
        }
      }
    }
    return List.copyOf(rivals);
  }

  private boolean covers(VirtualMachine vm) {
    return (reach.contains(vm.ref()) && isOfTheirEpisode(vm.identity()))
        || (selected.contains(vm.ref()) && matchesTheirWaves(vm.name()));
  }

  /** A VM that does not exist there now, and is waited for. */
  private boolean names(String name) {
    return isOfTheirEpisode(new VmIdentity(name, "", "")) || matchesTheirWaves(name);
  }

  private boolean isOfTheirEpisode(VmIdentity vm) {
    return status.phase().inEpisode()
        && status.episode().virtualMachines().stream().anyMatch(known -> isSame(known, vm));
  }

  private boolean isSame(EpisodeVm known, VmIdentity vm) {
    return theirs == Side.Recovery
        ? known.recoveryName().equals(vm.name())
        : known.name().equals(vm.name())
            || new VmIdentity(known.name(), known.instanceUuid(), known.biosUuid())
                .isSameMachineAs(vm);
  }

  private boolean matchesTheirWaves(String name) {
    Optional<String> primary =
        theirs == Side.Primary ? Optional.of(name) : Pairing.primaryTwinOf(spec, name);
    return primary.map(vm -> !Pairing.wavesOf(spec, vm).isEmpty()).orElse(false);
  }
}
