package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MissingProperty;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.util.HashMap;
import java.util.Map;

/**
 * What can be believed of the power of VMs, from what a collector tells of power and connection.
 */
final class BelievedPower {
  private final Map<MoRef, Known> known = new HashMap<>();

  private static final class Known {
    Object power;
    Object connection;

    PowerState believed() {
      return PowerStates.believed(PowerStates.power(power), PowerStates.connection(connection));
    }

    void set(String path, Object value) {
      if (PowerStates.PATH.equals(path)) {
        power = value;
      } else if (PowerStates.CONNECTION_PATH.equals(path)) {
        connection = value;
      }
    }
  }

  /** Puts the newest state of each VM that an update names into {@code states}. */
  void merge(UpdateSet updates, Map<MoRef, PowerState> states) {
    for (PropertyFilterUpdate filter : Absent.orEmpty(updates.getFilterSet())) {
      for (ObjectUpdate update : Absent.orEmpty(filter.getObjectSet())) {
        ManagedObjectReference object = update.getObj();
        if (object != null) {
          MoRef ref = Refs.from(object);
          states.put(ref, merge(ref, update));
        }
      }
    }
  }

  private PowerState merge(MoRef ref, ObjectUpdate update) {
    if (update.getKind() == ObjectUpdateKind.leave) {
      known.remove(ref);
      return PowerState.UNKNOWN;
    }
    if (update.getKind() == ObjectUpdateKind.enter) {
      known.remove(ref);
    }
    Known vm = known.computeIfAbsent(ref, r -> new Known());
    for (PropertyChange change : Absent.orEmpty(update.getChangeSet())) {
      vm.set(change.getName(), Collector.isRemoval(change.getOp()) ? null : change.getVal());
    }
    for (MissingProperty missing : Absent.orEmpty(update.getMissingSet())) {
      vm.set(missing.getPath(), null);
    }
    return vm.believed();
  }
}
