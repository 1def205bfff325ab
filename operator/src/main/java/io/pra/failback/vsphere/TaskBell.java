package io.pra.failback.vsphere;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Rings when tasks have begun in a vCenter, whoever began them: a hint that a power state is about
 * to change, which costs the vCenter next to nothing however many VMs there are. For one thread,
 * but {@link #close()}.
 */
public interface TaskBell extends AutoCloseable {
  /**
   * Waits until a task begins.
   *
   * @param maxWait whole seconds, at least one; the vCenter answers by then
   * @return those that have begun since the last call
   */
  Set<MoRef> next(Duration maxWait) throws VSphereException;

  /** Looks live at what some tasks are about: a few objects, however many VMs there are. */
  Subjects subjects(Collection<MoRef> tasks) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} throw. */
  @Override
  void close();

  /**
   * What tasks are about.
   *
   * @param virtualMachines the VMs among it and their power; {@link PowerState#UNKNOWN} for one
   *     whose host is not connected
   * @param started those of them that a task starts, or has started
   * @param others whether any of them does more, or to something else, than to start, stop, suspend
   *     or reset a VM
   */
  record Subjects(Map<MoRef, PowerState> virtualMachines, Set<MoRef> started, boolean others) {}
}
