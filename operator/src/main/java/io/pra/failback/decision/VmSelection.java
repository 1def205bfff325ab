package io.pra.failback.decision;

import io.pra.failback.api.VmSelector;
import io.pra.failback.vsphere.VirtualMachine;

/**
 * Whether a VM of a vCenter is one of a site's. The folder is not asked here: the observed scope is
 * the folder.
 */
public final class VmSelection {
  private VmSelection() {}

  /**
   * Criteria of different kinds are ANDed; an empty selector selects nothing, as the API server
   * refuses it anyway.
   */
  public static boolean selects(VmSelector selector, VirtualMachine vm) {
    if (selector.extraConfig().isEmpty()
        && selector.names().isEmpty()
        && selector.folder() == null) {
      return false;
    }
    boolean marked =
        selector.extraConfig().entrySet().stream()
            .allMatch(marker -> marker.getValue().equals(vm.markers().get(marker.getKey())));
    boolean named = selector.names().isEmpty() || Glob.anyMatches(selector.names(), vm.name());
    return marked && named && !Glob.anyMatches(selector.exclude(), vm.name());
  }
}
