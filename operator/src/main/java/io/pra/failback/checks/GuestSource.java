package io.pra.failback.checks;

import io.pra.failback.api.Side;
import io.pra.failback.vsphere.GuestTools;
import java.util.List;
import java.util.Optional;

/** Where it is known what VMware Tools tell of the VMs of a plan. */
public interface GuestSource {
  /** For who asks no vCenter. */
  GuestSource NONE =
      (plan, side, globs) -> {
        throw new GuestsUnavailableException("no vCenter is asked here");
      };

  /**
   * A VM of the plan.
   *
   * @param name at its site
   * @param tools empty if there is no such VM, or there are several
   */
  record Guest(String name, Optional<GuestTools> tools) {}

  /**
   * VMs of the plan as the vCenter describes them now. Blocks.
   *
   * @param plan as the runner was told it
   * @param globs over the names of primary VMs
   * @return at the given side, the VMs that match, in the order of the plan
   * @throws GuestsUnavailableException if the vCenter cannot be asked
   */
  List<Guest> read(String plan, Side side, List<String> globs);
}
