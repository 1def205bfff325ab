package io.pra.failback.decision;

import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Hold;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The vSphere privileges that the operator's account needs at a VM, and no more. */
public final class Privileges {
  public static final String READ = "System.Read";
  public static final String SUSPEND = "VirtualMachine.Interact.Suspend";
  public static final String POWER_ON = "VirtualMachine.Interact.PowerOn";

  /** To cut the power, and to ask a guest to shut down. */
  public static final String POWER_OFF = "VirtualMachine.Interact.PowerOff";

  /** To note at a VM, before it is started, from which episode on it may run. */
  public static final String SET_CUSTOM_FIELD = "Global.SetCustomField";

  private Privileges() {}

  /**
   * What a plan needs at the VMs of one of its sides. The recovery side is stopped, kept down, and
   * on the way back started.
   */
  public static Set<String> ofPlan(FailbackPlanSpec spec, Side side) {
    Set<String> needed = new TreeSet<>(Set.of(READ, toHold(spec.guard().hold()), POWER_ON));
    needed.add(SET_CUSTOM_FIELD);
    if (side == Side.Recovery) {
      needed.add(POWER_OFF);
    }
    return needed;
  }

  /** What it takes to hold a VM. */
  public static String toHold(Hold hold) {
    return hold == Hold.PowerOff ? POWER_OFF : SUSPEND;
  }

  /** What a site's own activity needs at its VMs. */
  public static Set<String> ofActivity(SiteActivity activity) {
    return switch (activity) {
      case PlanDriven -> Set.of();
      case Suspended -> Set.of(READ, SUSPEND);
      case Active -> Set.of(READ, POWER_ON, SET_CUSTOM_FIELD);
      case Stopped -> Set.of(READ, POWER_OFF);
    };
  }

  /** Adds what a site needs by itself. */
  public static void addSite(SiteView site, Map<MoRef, Set<String>> needs) {
    Set<String> own = ofActivity(site.activity());
    if (!own.isEmpty()) {
      site.selected().forEach(vm -> add(vm, own, needs));
    }
  }

  /** Adds what a plan needs at one of its sides. */
  public static void addPlan(
      FailbackPlanSpec spec, List<Pair> pairs, Side side, Map<MoRef, Set<String>> needs) {
    Set<String> needed = ofPlan(spec, side);
    pairs.forEach(pair -> pair.at(side).forEach(vm -> add(vm, needed, needs)));
  }

  private static void add(VirtualMachine vm, Set<String> needed, Map<MoRef, Set<String>> needs) {
    needs.computeIfAbsent(vm.ref(), ref -> new TreeSet<>()).addAll(needed);
  }
}
