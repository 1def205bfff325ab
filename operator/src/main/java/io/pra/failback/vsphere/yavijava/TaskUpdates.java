package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch.EndedTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Gathers the ends of tasks until they are taken. For one thread. */
final class TaskUpdates {
  private final FollowedTasks followed;
  private List<EndedTask> ended = new ArrayList<>();

  TaskUpdates(FollowedTasks followed) {
    this.followed = followed;
  }

  boolean any() {
    return !ended.isEmpty();
  }

  List<EndedTask> take() {
    List<EndedTask> taken = Collections.unmodifiableList(ended);
    ended = new ArrayList<>();
    return taken;
  }

  /**
   * Adds what a poll brought.
   *
   * @param updates null if the poll brought nothing
   */
  void add(UpdateSet updates) {
    if (updates == null) {
      return;
    }
    for (PropertyFilterUpdate filter : Absent.orEmpty(updates.getFilterSet())) {
      for (ObjectUpdate update : Absent.orEmpty(filter.getObjectSet())) {
        MoRef ref = Refs.from(update.getObj());
        if (ref != null) {
          add(ref, update);
        }
      }
    }
  }

  void add(News.Ended tasks) {
    ended.addAll(tasks.tasks());
  }

  private void add(MoRef task, ObjectUpdate update) {
    Object state = null;
    Object error = null;
    for (PropertyChange change : Absent.orEmpty(update.getChangeSet())) {
      if (FollowedTasks.STATE_PATH.equals(change.getName())) {
        state = change.getVal();
      } else if (FollowedTasks.ERROR_PATH.equals(change.getName())) {
        error = change.getVal();
      }
    }
    followed.end(task, state, error).ifPresent(ended::add);
  }
}
