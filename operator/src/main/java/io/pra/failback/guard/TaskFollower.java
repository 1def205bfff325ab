package io.pra.failback.guard;

import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows tasks to their end on a watch of its own, which exists only while there are some. The hot
 * watch stays as small as it can be, and a task whose VM is seen to obey at once is never followed:
 * in a burst, filters for tasks cost the vCenter more than the suspensions do.
 */
final class TaskFollower implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration MAX_WAIT = Duration.ofSeconds(15);

  private final String site;
  private final VCenter vCenter;
  private final ScheduledExecutorService timer;
  private final Consumer<TaskWatch.EndedTask> ended;
  private final Consumer<VSphereException> failed;
  private final Set<MoRef> waiting = new HashSet<>();
  private final Set<MoRef> followed = new HashSet<>();
  private TaskWatch watch;
  private boolean flushIsDue;
  private boolean closed;

  TaskFollower(
      String site,
      VCenter vCenter,
      ScheduledExecutorService timer,
      Consumer<TaskWatch.EndedTask> ended,
      Consumer<VSphereException> failed) {
    this.site = site;
    this.vCenter = vCenter;
    this.timer = timer;
    this.ended = ended;
    this.failed = failed;
  }

  /** Reports the end of a task, unless it is settled before anybody needs to know. */
  synchronized void follow(MoRef task) {
    waiting.add(task);
    if (!flushIsDue && !closed) {
      flushIsDue = true;
      try {
        ScheduledFuture<?> unused =
            timer.schedule(this::flush, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The guard is being closed.
      }
    }
  }

  /** The end of a task is to be known at once, if it still is of interest. */
  synchronized void followNow(MoRef task) {
    if (waiting.contains(task) && !closed) {
      try {
        timer.execute(this::flush);
      } catch (RejectedExecutionException e) {
        // The guard is being closed.
      }
    }
  }

  /** What the task was for has been seen to happen. */
  synchronized void settled(MoRef task) {
    waiting.remove(task);
  }

  private void flush() {
    try {
      Set<MoRef> batch;
      TaskWatch on;
      synchronized (this) {
        flushIsDue = false;
        if (waiting.isEmpty() || closed) {
          return;
        }
        batch = Set.copyOf(waiting);
        waiting.clear();
        followed.addAll(batch);
        if (watch == null) {
          watch = vCenter.watchTasks();
          TaskWatch opened = watch;
          Daemons.named("guard-tasks-" + site).newThread(() -> serve(opened)).start();
        }
        on = watch;
      }
      on.follow(batch);
    } catch (VSphereException e) {
      failed.accept(e);
    }
  }

  private void serve(TaskWatch opened) {
    try {
      while (isNeeded(opened)) {
        for (TaskWatch.EndedTask task : opened.next(MAX_WAIT)) {
          synchronized (this) {
            followed.remove(task.task());
          }
          ended.accept(task);
        }
      }
    } catch (VSphereException e) {
      failed.accept(e);
    } finally {
      opened.close();
    }
  }

  /** Gives the watch up, under the same lock under which a new task would ask for it. */
  private synchronized boolean isNeeded(TaskWatch opened) {
    if (closed || followed.isEmpty()) {
      if (watch == opened) {
        watch = null;
      }
      return false;
    }
    return true;
  }

  @Override
  public void close() {
    TaskWatch open;
    synchronized (this) {
      closed = true;
      open = watch;
    }
    if (open != null) {
      open.close();
    }
  }
}
