package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MissingProperty;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges a collector's partial changes into whole descriptions. Templates are left out. */
final class YavijavaInventoryWatch implements InventoryWatch {
  private final Collector collector;
  private final View view;
  private final Set<String> markers;
  private final Map<MoRef, VmProperties> known = new HashMap<>();
  private boolean synced;
  private volatile boolean closed;

  YavijavaInventoryWatch(Collector collector, View view, Set<String> markers) {
    this.collector = collector;
    this.view = view;
    this.markers = markers;
  }

  @Override
  public Update next(Duration maxWait) throws VSphereException {
    if (closed) {
      throw new VSphereException(Kind.UNREACHABLE, "the watch is closed");
    }
    Set<MoRef> touched = new LinkedHashSet<>();
    collector.awaitAll(synced ? maxWait : Duration.ZERO, updates -> merge(updates, touched));
    synced = true;
    return describe(touched);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      collector.destroy();
      view.destroy();
    }
  }

  private Update describe(Set<MoRef> touched) {
    List<VirtualMachine> changed = new ArrayList<>();
    Set<MoRef> removed = new HashSet<>();
    for (MoRef ref : touched) {
      VmProperties properties = known.get(ref);
      if (properties == null || properties.isTemplate()) {
        removed.add(ref);
      } else {
        changed.add(properties.describe(ref));
      }
    }
    return new Update(changed, removed);
  }

  private void merge(UpdateSet updates, Set<MoRef> touched) {
    for (PropertyFilterUpdate filter : Absent.orEmpty(updates.getFilterSet())) {
      for (ObjectUpdate update : Absent.orEmpty(filter.getObjectSet())) {
        ManagedObjectReference ref = update.getObj();
        if (ref != null) {
          merge(Refs.from(ref), update);
          touched.add(Refs.from(ref));
        }
      }
    }
  }

  private void merge(MoRef ref, ObjectUpdate update) {
    if (update.getKind() == ObjectUpdateKind.leave) {
      known.remove(ref);
      return;
    }
    if (update.getKind() == ObjectUpdateKind.enter) {
      known.remove(ref);
    }
    VmProperties properties = known.computeIfAbsent(ref, r -> new VmProperties(markers));
    for (PropertyChange change : Absent.orEmpty(update.getChangeSet())) {
      properties.set(
          change.getName(), Collector.isRemoval(change.getOp()) ? null : change.getVal());
    }
    for (MissingProperty missing : Absent.orEmpty(update.getMissingSet())) {
      properties.set(missing.getPath(), null);
    }
  }
}
