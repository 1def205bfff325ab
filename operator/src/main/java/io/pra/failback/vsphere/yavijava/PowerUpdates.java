package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.MissingObject;
import com.vmware.vim25.MissingProperty;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyChangeOp;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.PowerWatch.EndedTask;
import io.pra.failback.vsphere.PowerWatch.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers news into one update, the newest state of each VM winning. For one thread. */
final class PowerUpdates {
  private final FollowedTasks followed;
  private final Map<MoRef, Long> lastPolled = new HashMap<>();
  private final Set<MoRef> reported = new HashSet<>();
  private Map<MoRef, PowerState> states = new LinkedHashMap<>();
  private List<EndedTask> ended = new ArrayList<>();

  PowerUpdates(FollowedTasks followed) {
    this.followed = followed;
  }

  boolean any() {
    return !states.isEmpty() || !ended.isEmpty();
  }

  Update take() {
    Update update =
        new Update(Collections.unmodifiableMap(states), Collections.unmodifiableList(ended));
    states = new LinkedHashMap<>();
    ended = new ArrayList<>();
    return update;
  }

  /**
   * Adds what a poll brought.
   *
   * @param updates null if the poll brought nothing
   */
  void add(long pollNumber, UpdateSet updates) {
    if (updates == null) {
      return;
    }
    for (PropertyFilterUpdate filter : Absent.orEmpty(updates.getFilterSet())) {
      for (ObjectUpdate update : Absent.orEmpty(filter.getObjectSet())) {
        MoRef ref = Refs.from(update.getObj());
        if (ref != null && "Task".equals(ref.type())) {
          addTask(ref, update);
        } else if (ref != null) {
          addPower(pollNumber, ref, update);
        }
      }
      for (MissingObject missing : Absent.orEmpty(filter.getMissingSet())) {
        MoRef ref = Refs.from(missing.getObj());
        if (reported.contains(ref)) {
          put(ref, PowerState.UNKNOWN);
        }
      }
    }
  }

  void add(News.PowerRead read) {
    read.states()
        .forEach(
            (ref, state) -> {
              if (lastPolled.getOrDefault(ref, 0L) <= read.after()) {
                put(ref, state);
              }
            });
  }

  void add(News.Ended tasks) {
    ended.addAll(tasks.tasks());
  }

  private void addTask(MoRef task, ObjectUpdate update) {
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

  private void put(MoRef ref, PowerState state) {
    reported.add(ref);
    states.put(ref, state);
  }

  private void addPower(long pollNumber, MoRef ref, ObjectUpdate update) {
    lastPolled.put(ref, pollNumber);
    if (update.getKind() == ObjectUpdateKind.leave) {
      put(ref, PowerState.UNKNOWN);
      return;
    }
    for (PropertyChange change : Absent.orEmpty(update.getChangeSet())) {
      if (PowerStates.PATH.equals(change.getName())) {
        boolean assigned = change.getOp() == null || change.getOp() == PropertyChangeOp.assign;
        put(ref, assigned ? PowerStates.power(change.getVal()) : PowerState.UNKNOWN);
      }
    }
    for (MissingProperty missing : Absent.orEmpty(update.getMissingSet())) {
      if (PowerStates.PATH.equals(missing.getPath())) {
        put(ref, PowerState.UNKNOWN);
      }
    }
  }
}
