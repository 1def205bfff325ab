package io.pra.failback.decision;

import io.pra.failback.api.Deviation;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a SiteState asks for by its own {@code activity}, beside what plans decide. Suspending is
 * the guard's; here is only what starts or stops a VM, and so it is done a few at a time and never
 * beyond the limits.
 *
 * @param deviations VMs that are not as they should be, at most 20
 * @param total how many there are in all
 * @param effects what to do about them
 * @param problem why nothing is done about them
 */
public record SiteDecision(
    List<Deviation> deviations, int total, List<Effect> effects, Optional<Stall> problem) {
  private static final int LISTED = 20;
  private static final long GUEST_SHUTDOWN_SECONDS = 120;

  /**
   * Decides.
   *
   * @param held what the guard's rules hold
   * @param twinMayRun whether the twin of a VM runs, or cannot be told not to
   * @param before the deviations listed last
   */
  public static SiteDecision decide(
      SiteStateSpec spec,
      SiteView site,
      Set<MoRef> held,
      Predicate<VirtualMachine> twinMayRun,
      List<Deviation> before,
      Instant now) {
    if (!site.readable()) {
      return new SiteDecision(before, before.size(), List.of(), Optional.empty());
    }
    List<VirtualMachine> considered = new ArrayList<>(site.selected());
    site.virtualMachines().stream()
        .filter(vm -> held.contains(vm.ref()) && !site.selected().contains(vm))
        .forEach(considered::add);
    considered.sort(Comparator.comparing(VirtualMachine::name));
    List<Deviation> deviations = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    int total = 0;
    boolean mayAct =
        spec.mode() == Mode.Enforce && site.selected().size() <= spec.limits().maxVirtualMachines();
    for (VirtualMachine vm : considered) {
      Optional<String> desired = desired(spec.activity(), vm, held.contains(vm.ref()));
      if (desired.isEmpty()) {
        continue;
      }
      total++;
      if (deviations.size() < LISTED) {
        Deviation deviation = deviation(vm, desired.get(), before, now);
        deviations.add(deviation);
        if (mayAct) {
          effect(site, vm, deviation, twinMayRun, now).ifPresent(effects::add);
        }
      }
    }
    return new SiteDecision(
        List.copyOf(deviations), total, List.copyOf(effects), problem(spec, site));
  }

  /**
   * What a deviating VM should be; empty for one that is as it should be. The safest opinion wins.
   */
  private static Optional<String> desired(SiteActivity activity, VirtualMachine vm, boolean held) {
    PowerState state = vm.powerState();
    if (held) {
      return state.mayRun() ? Optional.of("Suspended") : Optional.empty();
    }
    return switch (activity) {
      case PlanDriven, Suspended -> Optional.empty();
      case Stopped -> state.mayRun() ? Optional.of("Stopped") : Optional.empty();
      case Active -> state == PowerState.POWERED_ON ? Optional.empty() : Optional.of("Active");
    };
  }

  private static Deviation deviation(
      VirtualMachine vm, String desired, List<Deviation> before, Instant now) {
    Instant since =
        before.stream()
            .filter(d -> d.moRef().equals(vm.ref().value()) && d.desired().equals(desired))
            .map(Deviation::since)
            .findFirst()
            .orElse(now);
    return new Deviation(vm.name(), vm.ref().value(), spelled(vm.powerState()), desired, since);
  }

  private static Optional<Effect> effect(
      SiteView site,
      VirtualMachine vm,
      Deviation deviation,
      Predicate<VirtualMachine> twinMayRun,
      Instant now) {
    PowerState state = vm.powerState();
    if (deviation.desired().equals("Stopped") && state == PowerState.POWERED_ON) {
      boolean graceIsOver = !now.isBefore(deviation.since().plusSeconds(GUEST_SHUTDOWN_SECONDS));
      return Optional.of(
          graceIsOver
              ? new Effect.PowerOff(Side.Primary, vm.ref(), vm.name())
              : new Effect.ShutdownGuest(Side.Primary, vm.ref(), vm.name()));
    }
    boolean start =
        deviation.desired().equals("Active")
            && state != PowerState.UNKNOWN
            && !isAmbiguous(site, vm)
            && !twinMayRun.test(vm);
    return start
        ? Optional.of(new Effect.PowerOn(Side.Primary, vm.ref(), vm.name()))
        : Optional.empty();
  }

  /** Who is not one of a kind is never started. */
  private static boolean isAmbiguous(SiteView site, VirtualMachine vm) {
    return site.virtualMachines().stream()
        .filter(other -> !other.ref().equals(vm.ref()))
        .anyMatch(
            other ->
                other.name().equals(vm.name()) || other.identity().isSameMachineAs(vm.identity()));
  }

  private static Optional<Stall> problem(SiteStateSpec spec, SiteView site) {
    int selected = site.selected().size();
    if (selected <= spec.limits().maxVirtualMachines()) {
      return Optional.empty();
    }
    return Optional.of(
        new Stall(
            "TooManyVirtualMachines",
            "%d VMs are selected and spec.limits.maxVirtualMachines is %d"
                .formatted(selected, spec.limits().maxVirtualMachines()),
            "narrow spec.virtualMachines, or raise the limit"));
  }

  /** A power state as vSphere spells it. */
  public static String spelled(PowerState state) {
    return switch (state) {
      case POWERED_ON -> "poweredOn";
      case SUSPENDED -> "suspended";
      case POWERED_OFF -> "poweredOff";
      case UNKNOWN -> "unknown";
    };
  }
}
