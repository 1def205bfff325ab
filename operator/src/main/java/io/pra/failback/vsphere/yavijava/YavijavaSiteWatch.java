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
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Merges power and connection of each VM of a view into what can be believed. */
final class YavijavaSiteWatch implements SiteWatch {
  private final Collector collector;
  private final View view;
  private final SpareConnections spares;
  private final Map<MoRef, Known> known = new HashMap<>();
  private boolean synced;
  private boolean quiet;
  private volatile boolean closed;

  YavijavaSiteWatch(Collector collector, View view, SpareConnections spares) {
    this.collector = collector;
    this.view = view;
    this.spares = spares;
  }

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

  @Override
  public Map<MoRef, PowerState> next(Duration maxWait) throws VSphereException {
    if (closed) {
      throw new VSphereException(Kind.UNREACHABLE, "the watch is closed");
    }
    if (!synced) {
      spares.open();
    } else if (quiet) {
      spares.warmUp();
    }
    Map<MoRef, PowerState> states = new LinkedHashMap<>();
    collector.awaitAll(synced ? maxWait : Duration.ZERO, updates -> merge(updates, states));
    quiet = synced && states.isEmpty();
    synced = true;
    return states;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      collector.destroy();
      view.destroy();
    }
  }

  private void merge(UpdateSet updates, Map<MoRef, PowerState> states) {
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
