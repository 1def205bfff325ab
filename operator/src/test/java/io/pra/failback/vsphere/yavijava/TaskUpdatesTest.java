package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.TaskInProgress;
import com.vmware.vim25.TaskInfoState;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch.EndedTask;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskUpdatesTest {
  private static final MoRef TASK = new MoRef("Task", "task-1");

  private final FollowedTasks followed = new FollowedTasks();
  private final TaskUpdates updates = new TaskUpdates(followed);

  @Test
  void theEndOfATaskIsReportedOnce() {
    followed.add(List.of(TASK), filter -> {});

    updates.add(of(task(TaskInfoState.running)));
    assertThat(updates.any()).isFalse();
    updates.add(of(task(TaskInfoState.success)));
    updates.add(of(task(TaskInfoState.success)));

    List<EndedTask> ended = updates.take();
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).succeeded()).isTrue();
  }

  @Test
  void theErrorOfATaskIsTyped() {
    followed.add(List.of(TASK), filter -> {});
    ObjectUpdate update = task(TaskInfoState.error);
    LocalizedMethodFault error = new LocalizedMethodFault();
    error.setFault(new TaskInProgress());
    error.setLocalizedMessage("busy");
    update.setChangeSet(
        new PropertyChange[] {update.getChangeSet()[0], change("info.error", error)});

    updates.add(of(update));

    assertThat(updates.take().get(0).error().kind()).isEqualTo(Kind.TASK_IN_PROGRESS);
  }

  @Test
  void anUpdateWithoutSetsIsNothing() {
    updates.add((UpdateSet) null);
    updates.add(new UpdateSet());
    UpdateSet hollow = new UpdateSet();
    hollow.setFilterSet(new PropertyFilterUpdate[] {new PropertyFilterUpdate()});
    updates.add(hollow);

    assertThat(updates.any()).isFalse();
  }

  @Test
  void theFilterOfAGroupIsDiscardedWhenItsLastTaskHasEnded() {
    MoRef other = new MoRef("Task", "task-2");
    List<Object> discarded = new ArrayList<>();
    FollowedTasks.Group group = followed.add(List.of(TASK, other), discarded::add);
    followed.claim(TASK);
    group.watchedBy(Refs.of(new MoRef("PropertyFilter", "f")));
    assertThat(discarded).isEmpty();

    followed.claim(other);
    followed.claim(other);

    assertThat(discarded).hasSize(1);
  }

  @Test
  void aFilterMadeForTasksThatEndedMeanwhileIsDiscardedAtOnce() {
    List<Object> discarded = new ArrayList<>();
    FollowedTasks.Group group = followed.add(List.of(TASK), discarded::add);
    followed.claim(TASK);

    group.watchedBy(Refs.of(new MoRef("PropertyFilter", "f")));

    assertThat(discarded).hasSize(1);
  }

  private static ObjectUpdate task(TaskInfoState state) {
    ObjectUpdate update = update(TASK, ObjectUpdateKind.modify);
    update.setChangeSet(new PropertyChange[] {change("info.state", state)});
    return update;
  }

  private static ObjectUpdate update(MoRef ref, ObjectUpdateKind kind) {
    ObjectUpdate update = new ObjectUpdate();
    update.setKind(kind);
    update.setObj(Refs.of(ref));
    return update;
  }

  private static PropertyChange change(String name, Object value) {
    PropertyChange change = new PropertyChange();
    change.setName(name);
    change.setVal(value);
    return change;
  }

  private static UpdateSet of(ObjectUpdate... objects) {
    PropertyFilterUpdate filter = new PropertyFilterUpdate();
    filter.setObjectSet(objects);
    UpdateSet updates = new UpdateSet();
    updates.setFilterSet(new PropertyFilterUpdate[] {filter});
    return updates;
  }
}
