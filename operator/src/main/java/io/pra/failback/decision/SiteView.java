package io.pra.failback.decision;

import io.pra.failback.api.Mode;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;

/**
 * One site as a decision sees it.
 *
 * @param name the SiteState's name
 * @param readable whether the VMs below are what the vCenter says now; false: they are what it last
 *     said
 * @param problem why it is not readable; empty if it is
 * @param mode whether the operator acts there
 * @param activity what people want of the site itself
 * @param virtualMachines every VM of the observed scope
 * @param selected those of them that are the site's
 * @param preflight what was found out about its vCenter beforehand
 * @param capacity what its hosts and datastores were seen to have
 */
public record SiteView(
    String name,
    boolean readable,
    String problem,
    Mode mode,
    SiteActivity activity,
    List<VirtualMachine> virtualMachines,
    List<VirtualMachine> selected,
    Preflight preflight,
    CapacityReading capacity) {

  public SiteView {
    virtualMachines = List.copyOf(virtualMachines);
    selected = List.copyOf(selected);
  }

  public static SiteView unreadable(String name, String problem) {
    return new SiteView(
        name,
        false,
        problem,
        Mode.Enforce,
        SiteActivity.PlanDriven,
        List.of(),
        List.of(),
        Preflight.NOT_YET,
        CapacityReading.NOT_YET);
  }

  /** Whether people want its VMs down, whatever a plan says: nothing may be started there. */
  public boolean isKeptDown() {
    return activity == SiteActivity.Suspended || activity == SiteActivity.Stopped;
  }
}
