package io.pra.failback.decision;

import io.pra.failback.api.Mode;
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
 * @param virtualMachines every VM of the observed scope
 * @param selected those of them that are the site's
 */
public record SiteView(
    String name,
    boolean readable,
    String problem,
    Mode mode,
    List<VirtualMachine> virtualMachines,
    List<VirtualMachine> selected) {

  public SiteView {
    virtualMachines = List.copyOf(virtualMachines);
    selected = List.copyOf(selected);
  }

  public static SiteView unreadable(String name, String problem) {
    return new SiteView(name, false, problem, Mode.Enforce, List.of(), List.of());
  }
}
