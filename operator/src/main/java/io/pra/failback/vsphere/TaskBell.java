package io.pra.failback.vsphere;

import java.time.Duration;

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
   * @return whether any has begun since the last call
   */
  boolean next(Duration maxWait) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} throw. */
  @Override
  void close();
}
