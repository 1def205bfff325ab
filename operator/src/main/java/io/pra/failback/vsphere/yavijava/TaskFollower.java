package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.PropertyFilterSpec;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch.EndedTask;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts tasks under a filter away from the threads that start them, in batches: whatever is accepted
 * while one batch is being set up goes into the next. A read comes first, since a task that has
 * already ended needs no filter; and one comes after the filter, since not every server reports at
 * once what a new filter covers.
 */
final class TaskFollower implements AutoCloseable {
  /** Between two batches, so that a burst of tasks becomes a few calls. */
  private static final Duration PACE = Duration.ofMillis(20);

  private final Stubs stubs;
  private final ManagedObjectReference rootCollector;
  private final Collector collector;
  private final FollowedTasks followed;
  private final News news;
  private final LinkedBlockingQueue<MoRef> waiting = new LinkedBlockingQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor thread;

  TaskFollower(
      Stubs stubs,
      ManagedObjectReference rootCollector,
      Collector collector,
      FollowedTasks followed,
      News news) {
    this.stubs = stubs;
    this.rootCollector = rootCollector;
    this.collector = collector;
    this.followed = followed;
    this.news = news;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            run -> {
              Thread t = new Thread(run, "vsphere-task-follower");
              t.setDaemon(true);
              return t;
            });
    // Nothing is left of a watch that nobody closed.
    thread.setKeepAliveTime(5, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** Returns at once. */
  void follow(Collection<MoRef> tasks) {
    waiting.addAll(tasks);
    schedule(Duration.ZERO);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void schedule(Duration delay) {
    if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
      try {
        var unused = thread.schedule(this::batch, delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        waiting.clear(); // closed meanwhile
      }
    }
  }

  private void batch() {
    Set<MoRef> tasks = new HashSet<>();
    waiting.drainTo(tasks);
    try {
      follow(tasks, followed.add(tasks, news::discard));
    } catch (VSphereException e) {
      news.failed(e);
    } catch (RuntimeException e) {
      news.failed(new VSphereException(Kind.OTHER_FAULT, "following tasks failed", e));
    }
    scheduled.set(false);
    schedule(PACE);
  }

  private void follow(Set<MoRef> tasks, FollowedTasks.Group group) throws VSphereException {
    news.ended(read(tasks));
    Set<MoRef> running = group.running();
    if (!running.isEmpty()) {
      group.watchedBy(collector.createFilter(spec(running)));
      news.ended(read(running));
    }
  }

  private List<EndedTask> read(Set<MoRef> tasks) throws VSphereException {
    List<EndedTask> ended = new ArrayList<>();
    Set<MoRef> gone = new HashSet<>(tasks);
    for (ObjectContent object : Retrieval.of(stubs, rootCollector, spec(tasks))) {
      MoRef task = Refs.from(object.getObj());
      gone.remove(task);
      Object state = null;
      Object error = null;
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (FollowedTasks.STATE_PATH.equals(property.getName())) {
          state = property.getVal();
        } else if (FollowedTasks.ERROR_PATH.equals(property.getName())) {
          error = property.getVal();
        }
      }
      followed.end(task, state, error).ifPresent(ended::add);
    }
    for (MoRef task : gone) {
      followed.claim(task).map(TaskFollower::forgotten).ifPresent(ended::add);
    }
    return ended;
  }

  private static EndedTask forgotten(MoRef task) {
    return new EndedTask(
        task, new VSphereException(Kind.NOT_FOUND, "the vCenter no longer knows the task " + task));
  }

  private static PropertyFilterSpec spec(Set<MoRef> tasks) {
    return Specs.ofObjects(tasks, "Task", FollowedTasks.STATE_PATH, FollowedTasks.ERROR_PATH);
  }
}
