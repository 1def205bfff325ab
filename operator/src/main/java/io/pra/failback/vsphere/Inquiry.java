package io.pra.failback.vsphere;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Questions to a vCenter that nothing urgent waits for: about this session, its clock, its rights
 * and what has happened. Each is one call or a few, bounded by the endpoint's time-out.
 */
public interface Inquiry {
  /** As whom the vCenter knows this session, spelled as in {@link PowerEvent#user()}. */
  String user();

  /** What time the vCenter has. */
  Instant currentTime() throws VSphereException;

  /**
   * Which of these privileges this session lacks at each of these VMs.
   *
   * @param privileges ids, {@code VirtualMachine.Interact.Suspend}
   * @return an entry for each VM that was answered for; what it lacks is empty where it lacks none
   * @throws VSphereException {@code NOT_FOUND} if any of the VMs is gone
   */
  Map<MoRef, Set<String>> missingPrivileges(
      Collection<MoRef> virtualMachines, Set<String> privileges) throws VSphereException;

  /**
   * The newest starts and stops of VMs, oldest first, a thousand at most.
   *
   * @param since by the vCenter's clock
   * @param of this VM; empty for all
   */
  List<PowerEvent> powerEvents(Instant since, Optional<MoRef> of) throws VSphereException;

  /**
   * What there is to run these VMs on: their clusters with all hosts, and their datastores. A VM
   * that is gone is absent from the answer, and so is whatever the session may not read.
   */
  Compute compute(Collection<MoRef> virtualMachines) throws VSphereException;

  /**
   * What VMware Tools tell, now, of these VMs. {@code System.Read} is enough for it.
   *
   * @throws VSphereException {@code NOT_FOUND} if any of the VMs is gone
   */
  Map<MoRef, GuestTools> guestTools(Collection<MoRef> virtualMachines) throws VSphereException;
}
