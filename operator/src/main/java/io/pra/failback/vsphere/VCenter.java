package io.pra.failback.vsphere;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One session with one vCenter. All methods may be called from any thread; none retries. After
 * {@link VSphereException.Kind#NOT_AUTHENTICATED} the session is of no further use.
 */
public interface VCenter extends AutoCloseable {
  /** The custom attribute of VMs that holds release marks. */
  String MARK = "pra.failback.released";

  /** What the vCenter says of itself. */
  About about();

  InventoryWatch watchInventory(InventoryScope scope) throws VSphereException;

  SiteWatch watchSite(InventoryScope scope) throws VSphereException;

  TaskWatch watchTasks() throws VSphereException;

  TaskBell listenForTasks() throws VSphereException;

  /** Looks live, past every cache, at all VMs of a scope. */
  List<VirtualMachine> read(InventoryScope scope) throws VSphereException;

  /** Looks live at the power of some VMs; one that does not exist is absent from the answer. */
  Map<MoRef, PowerState> readPower(Collection<MoRef> virtualMachines) throws VSphereException;

  /** Starts suspending; returns the task. Returning means accepted, not done. */
  MoRef suspend(MoRef virtualMachine) throws VSphereException;

  /** Starts powering on, or resuming a suspended VM; returns the task. */
  MoRef powerOn(MoRef virtualMachine) throws VSphereException;

  /** Starts cutting the power; returns the task. */
  MoRef powerOff(MoRef virtualMachine) throws VSphereException;

  /**
   * Looks live at the release marks of some VMs; one that has none is absent from the answer. A
   * mark is a custom attribute, {@link #MARK}.
   */
  Map<MoRef, String> readMarks(Collection<MoRef> virtualMachines) throws VSphereException;

  /**
   * Writes release marks of VMs. When it returns, every session reads them; when it throws, some
   * may be written.
   */
  void mark(Map<MoRef, String> marks) throws VSphereException;

  /** Asks the guest to shut down; there is no task, the power state tells when it has. */
  void shutdownGuest(MoRef virtualMachine) throws VSphereException;

  /** What nothing urgent waits for. */
  Inquiry inquiry();

  /** Logs out, and breaks off calls that wait. Never throws. */
  @Override
  void close();

  /**
   * What a vCenter says of itself.
   *
   * @param name {@code VMware vCenter Server 7.0.3 build-…}
   * @param apiVersion {@code 7.0.3.0}
   * @param instanceUuid tells two vCenters apart; empty when not said
   */
  record About(String name, String apiVersion, String instanceUuid) {}
}
