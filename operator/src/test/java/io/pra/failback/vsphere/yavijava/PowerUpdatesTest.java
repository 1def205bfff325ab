package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.MissingProperty;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.TaskInProgress;
import com.vmware.vim25.TaskInfoState;
import com.vmware.vim25.UpdateSet;
import com.vmware.vim25.VirtualMachinePowerState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.PowerWatch.Update;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PowerUpdatesTest {
  private static final MoRef VM = new MoRef("VirtualMachine", "vm-1");
  private static final MoRef TASK = new MoRef("Task", "task-1");

  private final FollowedTasks followed = new FollowedTasks();
  private final PowerUpdates updates = new PowerUpdates(followed);

  @Test
  void whatWasReadBeforeAPollNeverOverridesIt() {
    // Given a read that began before the first poll was answered, and came in after it
    updates.add(1, of(power(VirtualMachinePowerState.poweredOn)));
    updates.add(new News.PowerRead(0, Map.of(VM, PowerState.SUSPENDED)));

    assertThat(updates.take().powerStates()).containsEntry(VM, PowerState.POWERED_ON);
  }

  @Test
  void whatWasReadAfterAPollCounts() {
    updates.add(1, of(power(VirtualMachinePowerState.poweredOn)));
    updates.add(new News.PowerRead(1, Map.of(VM, PowerState.SUSPENDED)));

    assertThat(updates.take().powerStates()).containsEntry(VM, PowerState.SUSPENDED);
  }

  @Test
  void theNewestOfSeveralStatesWins() {
    updates.add(
        1,
        of(power(VirtualMachinePowerState.poweredOn), power(VirtualMachinePowerState.suspended)));

    assertThat(updates.take().powerStates()).containsExactly(Map.entry(VM, PowerState.SUSPENDED));
    assertThat(updates.any()).isFalse();
  }

  @Test
  void aStateThatIsMissingOrNotUnderstoodAndAVmThatLeftAreUnknown() {
    ObjectUpdate unreadable = update(VM, ObjectUpdateKind.modify);
    MissingProperty missing = new MissingProperty();
    missing.setPath("runtime.powerState");
    unreadable.setMissingSet(new MissingProperty[] {missing});

    for (ObjectUpdate update :
        List.of(power(null), update(VM, ObjectUpdateKind.leave), unreadable)) {
      updates.add(1, of(update));
      assertThat(updates.take().powerStates()).containsEntry(VM, PowerState.UNKNOWN);
    }
  }

  @Test
  void theEndOfATaskIsReportedOnce() {
    followed.add(List.of(TASK), filter -> {});

    updates.add(1, of(task(TaskInfoState.running)));
    assertThat(updates.any()).isFalse();
    updates.add(2, of(task(TaskInfoState.success)));
    updates.add(3, of(task(TaskInfoState.success)));

    Update update = updates.take();
    assertThat(update.endedTasks()).hasSize(1);
    assertThat(update.endedTasks().get(0).succeeded()).isTrue();
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

    updates.add(1, of(update));

    assertThat(updates.take().endedTasks().get(0).error().kind()).isEqualTo(Kind.TASK_IN_PROGRESS);
  }

  @Test
  void anUpdateWithoutSetsIsNothing() {
    updates.add(1, null);
    updates.add(2, new UpdateSet());
    UpdateSet hollow = new UpdateSet();
    hollow.setFilterSet(new PropertyFilterUpdate[] {new PropertyFilterUpdate()});
    updates.add(3, hollow);

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

  private static ObjectUpdate power(VirtualMachinePowerState state) {
    ObjectUpdate update = update(VM, ObjectUpdateKind.modify);
    update.setChangeSet(new PropertyChange[] {change("runtime.powerState", state)});
    return update;
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
