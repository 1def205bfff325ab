package io.pra.failback.vsphere;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hot path's long poll: power states of chosen VMs, and the ends of tasks. {@link #next} is for
 * one thread; the others may be called from any, also while it waits.
 */
public interface PowerWatch extends AutoCloseable {
  /**
   * Replaces the VMs that are watched. The current state of each added VM is reported by {@link
   * #next}, soon and without further change of it. A reference that no longer exists is skipped.
   */
  void watch(Set<MoRef> virtualMachines) throws VSphereException;

  /**
   * Reports the end of each of these tasks once, through {@link #next}; also of one that has
   * already ended.
   */
  void follow(Collection<MoRef> tasks) throws VSphereException;

  /**
   * Waits for news.
   *
   * @param maxWait whole seconds, at least one; the vCenter answers by then, with nothing if there
   *     was none
   */
  Update next(Duration maxWait) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} return or throw. */
  @Override
  void close();

  /**
   * What has happened since the last call.
   *
   * @param powerStates newest state of each VM that changed, in the vCenter's order; {@link
   *     PowerState#UNKNOWN} for one that was removed or whose state is missing
   * @param endedTasks tasks that have ended, and how
   */
  record Update(Map<MoRef, PowerState> powerStates, List<EndedTask> endedTasks) {}

  /**
   * How a task ended.
   *
   * @param task the task
   * @param error why it failed; null if it succeeded
   */
  record EndedTask(MoRef task, VSphereException error) {
    public boolean succeeded() {
      return error == null;
    }
  }
}
