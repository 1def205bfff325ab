package io.pra.failback.decision;

import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Optional;

/** A held VM that runs because the operator's account may not stop it: the hold does not hold. */
public final class RefusedHold {
  public static final String REASON = "HoldRefused";

  private RefusedHold() {}

  /** Which VM of a side, and which privilege; empty if the hold is obeyed. */
  public static Optional<String> words(Observation seen, List<Pair> pairs, Side side) {
    FailbackPlanStatus status = seen.status();
    if (!status.phase().inEpisode() || !status.authority().holds(side)) {
      return Optional.empty();
    }
    SiteView site = side == Side.Primary ? seen.primary() : seen.recovery();
    return pairs.stream()
        .flatMap(pair -> pair.at(side).stream())
        .filter(vm -> isRefused(site, vm))
        .findFirst()
        .map(
            vm ->
                "VM %s at %s is held and runs, and the operator's account lacks %s to stop it; the guard keeps trying"
                    .formatted(vm.name(), site.name(), site.preflight().refused().get(vm.ref())));
  }

  private static boolean isRefused(SiteView site, VirtualMachine vm) {
    return vm.powerState().mayRun() && site.preflight().refused().containsKey(vm.ref());
  }
}
