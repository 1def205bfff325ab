package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.TaskInfoState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch.EndedTask;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The tasks whose end has not been reported. Each end may be seen by a filter and by a read; the
 * first to say so wins, so that it is reported once.
 */
final class FollowedTasks {
  static final String STATE_PATH = "info.state";
  static final String ERROR_PATH = "info.error";

  private final Map<MoRef, Group> groups = new ConcurrentHashMap<>();

  /** Tasks that share a filter. */
  Group add(Collection<MoRef> tasks, Consumer<ManagedObjectReference> discardFilter) {
    Group group = new Group(discardFilter);
    for (MoRef task : tasks) {
      if (groups.putIfAbsent(task, group) == null) {
        group.running.add(task);
      }
    }
    return group;
  }

  /** The task's end, if these properties tell it and nobody has before. */
  Optional<EndedTask> end(MoRef task, Object state, Object error) {
    if (state != TaskInfoState.success && state != TaskInfoState.error) {
      return Optional.empty();
    }
    LocalizedMethodFault why = error instanceof LocalizedMethodFault fault ? fault : null;
    return claim(task)
        .map(t -> new EndedTask(t, state == TaskInfoState.success ? null : Faults.ofTask(why)));
  }

  /** The task, if its end has not been claimed before. */
  Optional<MoRef> claim(MoRef task) {
    Group group = groups.remove(task);
    if (group == null) {
      return Optional.empty();
    }
    group.ended(task);
    return Optional.of(task);
  }

  /** Tasks with one filter, which goes when the last of them has ended. */
  static final class Group {
    private final Consumer<ManagedObjectReference> discardFilter;
    private final Set<MoRef> running = ConcurrentHashMap.newKeySet();
    private ManagedObjectReference filter;

    private Group(Consumer<ManagedObjectReference> discardFilter) {
      this.discardFilter = discardFilter;
    }

    Set<MoRef> running() {
      return running.stream().collect(Collectors.toUnmodifiableSet());
    }

    synchronized void watchedBy(ManagedObjectReference newFilter) {
      filter = newFilter;
      discardIfOver();
    }

    private synchronized void ended(MoRef task) {
      running.remove(task);
      discardIfOver();
    }

    private void discardIfOver() {
      if (running.isEmpty() && filter != null) {
        discardFilter.accept(filter);
        filter = null;
      }
    }
  }
}
