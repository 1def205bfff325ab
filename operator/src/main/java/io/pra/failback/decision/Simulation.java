package io.pra.failback.decision;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The world of a drill: the real sites, with the power states that its VMs would have by now. What
 * {@link PlanDecision} would do to it is done here, to a few names; nothing of it is handed out.
 */
final class Simulation {
  /** The VMs run there in truth: that is the proof that there is room. */
  private static final CapacityStatus ROOM =
      new CapacityStatus(
          CapacityState.Sufficient, "not asked in a drill", null, null, List.of(), List.of());

  private static final ActionFinding DONE =
      new ActionFinding(ActionState.Succeeded, "simulated: nothing was done");

  private final Observation seen;
  private final Set<String> started;
  private final Set<String> stopped;
  private final Map<String, List<String>> told = new LinkedHashMap<>();

  private Simulation(Observation seen) {
    DrillStatus drill = seen.status().drill();
    this.seen = seen;
    this.started = new LinkedHashSet<>(drill.started());
    this.stopped = new LinkedHashSet<>(drill.stopped());
  }

  static DrillDecision.Walks step(Observation seen) {
    return new Simulation(seen).step();
  }

  private DrillDecision.Walks step() {
    Observation thought = thought();
    Decision decided = PlanDecision.walk(new Draft(thought), ROOM);
    decided.effects().forEach(this::take);
    boolean held = decided.phase().inEpisode() && decided.authority().holds(Side.Primary);
    if (held) {
      // The guard would suspend them.
      started.clear();
    }
    return new DrillDecision.Walks(
        thought, decided, new ArrayList<>(started), new ArrayList<>(stopped), turns());
  }

  private Observation thought() {
    FailbackPlanStatus asIf = seen.status().drilled();
    return new Observation(
        seen.namespace(),
        seen.name(),
        seen.uid(),
        seen.spec(),
        asIf,
        as(
            seen.primary(),
            vm -> started.contains(vm.name()) ? PowerState.POWERED_ON : PowerState.SUSPENDED),
        as(
            seen.recovery(),
            vm -> stopped.contains(vm.name()) ? PowerState.POWERED_OFF : PowerState.POWERED_ON),
        seen.checks(),
        outcomes(asIf),
        seen.provenance(),
        seen.surroundings(),
        seen.lookingSince(),
        seen.now());
  }

  /** A VM whose host is lost stays unknown: in the real hour it would be, too. */
  private SiteView as(SiteView site, Function<VirtualMachine, PowerState> power) {
    Function<VirtualMachine, VirtualMachine> would =
        vm -> vm.withReportedPowerState(power.apply(vm));
    return new SiteView(
        site.name(),
        site.readable(),
        site.problem(),
        site.mode(),
        site.activity(),
        site.virtualMachines().stream().map(would).toList(),
        site.selected().stream().map(would).toList(),
        site.preflight(),
        CapacityReading.of(seen.now(), Compute.NOTHING));
  }

  /** Whatever has begun is done at once. */
  private static Map<String, ActionFinding> outcomes(FailbackPlanStatus asIf) {
    Map<String, ActionFinding> all = new LinkedHashMap<>();
    asIf.actions().stream()
        .filter(action -> action.state() == ActionState.Running)
        .map(ActionStatus::id)
        .forEach(id -> all.put(id, DONE));
    return all;
  }

  /** What would be done to a VM is noted; an action that has begun has its outcome already. */
  private void take(Effect effect) {
    if (!(effect instanceof Effect.OnVm step)) {
      return;
    }
    boolean runs = step instanceof Effect.PowerOn;
    if (step.side() == Side.Primary) {
      note(started, step.name(), runs);
    } else {
      note(stopped, step.name(), !runs);
    }
    told.computeIfAbsent(words(step), verb -> new ArrayList<>()).add(step.name());
  }

  private static void note(Set<String> names, String name, boolean in) {
    if (in) {
      names.add(name);
    } else {
      names.remove(name);
    }
  }

  private String words(Effect.OnVm step) {
    SiteView site = step.side() == Side.Primary ? seen.primary() : seen.recovery();
    String verb =
        step instanceof Effect.PowerOn
            ? "power on"
            : step instanceof Effect.PowerOff ? "power off" : "shut down the guest of";
    return "at %s, would %s".formatted(site.name(), verb);
  }

  private List<Turn> turns() {
    return told.entrySet().stream()
        .map(
            one ->
                Turn.normal(
                    "Simulated",
                    "%s: %s (%d VMs; nothing was done)"
                        .formatted(
                            one.getKey(),
                            String.join(", ", one.getValue()),
                            one.getValue().size())))
        .toList();
  }
}
