package io.pra.failback.guard;

import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;

/**
 * Which vCenter a site is. What is held there is known by name: at another vCenter, to which a
 * mistyped address leads, VMs of those names may be production.
 */
final class VCenterPin {
  private volatile String only = "";
  private volatile String last = "";

  /** No other one is admitted from now on; empty for any. */
  void believeOnly(String vCenter) {
    only = vCenter;
  }

  /** The one that was admitted last; empty before the first. */
  String vCenter() {
    return last;
  }

  /** Takes a new session, or closes and refuses it. What people wrote goes before what was seen. */
  void admit(VCenter session, Connection with) throws VSphereException {
    String found = session.about().instanceUuid();
    String wanted = with.vCenter().isEmpty() ? only : with.vCenter();
    if (!wanted.isEmpty() && !found.equals(wanted)) {
      session.close();
      throw new VSphereException(
          Kind.OTHER_VCENTER,
          "it leads to vCenter %s, and the site is %s".formatted(found, wanted));
    }
    last = found;
  }
}
