package io.pra.failback.vsphere;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * A long poll on the ends of tasks. {@link #next} is for one thread; the others may be called from
 * any, also while it waits.
 */
public interface TaskWatch extends AutoCloseable {
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
   * @return tasks that have ended since the last call, and how
   */
  List<EndedTask> next(Duration maxWait) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} return or throw. */
  @Override
  void close();

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
