package io.pra.failback.reconcile;

import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.decision.CapacityReading;
import io.pra.failback.decision.Preflight;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.VmSelection;
import io.pra.failback.guard.Contact;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.guard.Sight;
import io.pra.failback.guard.SiteGuard;
import io.pra.failback.leader.Leadership;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Optional;

/**
 * A SiteState and the guard that serves it.
 *
 * @param uid of the SiteState
 * @param generation of its spec
 */
record Site(Key key, String uid, long generation, SiteStateSpec spec, SiteGuard guard) {
  /** What the site's own freeze rests on. A cache: people lift it, and nobody hears of it first. */
  HoldStamp stamp() {
    return new HoldStamp(uid, generation, Leadership.NONE);
  }

  InventoryScope scope() {
    return new InventoryScope(
        Optional.ofNullable(spec.virtualMachines().folder()),
        spec.virtualMachines().extraConfig().keySet());
  }

  /**
   * Whether its vCenter is still being tried for the first time: nothing is wrong yet, and nothing
   * known.
   */
  boolean isStarting() {
    Contact contact = guard.sight().contact();
    return !contact.synced() && contact.problem() == null && contact.last() == null;
  }

  /** What the guard's watches have reported. */
  SiteView view() {
    Sight sight = guard.sight();
    Contact contact = sight.contact();
    return view(
        contact.synced(),
        contact.message(),
        sight.virtualMachines(),
        sight.preflight(),
        sight.capacity());
  }

  /** What the vCenter says when asked now. */
  SiteView liveView() {
    SiteView cached = view();
    if (!cached.readable()) {
      return cached;
    }
    try {
      return view(true, "", guard.read(scope()), cached.preflight(), cached.capacity());
    } catch (VSphereException e) {
      return view(
          false, e.getMessage(), cached.virtualMachines(), cached.preflight(), cached.capacity());
    }
  }

  private SiteView view(
      boolean readable,
      String problem,
      List<VirtualMachine> machines,
      Preflight preflight,
      CapacityReading capacity) {
    List<VirtualMachine> selected =
        machines.stream().filter(vm -> VmSelection.selects(spec.virtualMachines(), vm)).toList();
    return new SiteView(
        key.name(),
        readable,
        readable ? "" : problem,
        spec.mode(),
        spec.activity(),
        machines,
        selected,
        preflight,
        capacity);
  }
}
