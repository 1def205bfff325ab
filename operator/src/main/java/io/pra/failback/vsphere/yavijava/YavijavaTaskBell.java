package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ArrayOfManagedObjectReference;
import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One long poll on the task manager's list of recent tasks. */
final class YavijavaTaskBell implements TaskBell {
  static final String TYPE = "TaskManager";
  static final String PATH = "recentTask";

  private static final String VM = "VirtualMachine";
  private static final Set<Object> STARTS = Set.of(VM + ".powerOn", VM + ".reset");
  private static final Set<Object> STOPS = Set.of(VM + ".powerOff", VM + ".suspend");

  private final Stubs stubs;
  private final ManagedObjectReference rootCollector;
  private final Collector collector;
  private Set<MoRef> listed = Set.of();
  private boolean synced;
  private volatile boolean closed;

  YavijavaTaskBell(Stubs stubs, ManagedObjectReference rootCollector, Collector collector) {
    this.stubs = stubs;
    this.rootCollector = rootCollector;
    this.collector = collector;
  }

  @Override
  public Set<MoRef> next(Duration maxWait) throws VSphereException {
    if (closed) {
      throw new VSphereException(Kind.UNREACHABLE, "the bell is closed");
    }
    if (!synced) {
      begunIn(collector.await(Duration.ZERO));
      synced = true;
    }
    return begunIn(collector.await(maxWait));
  }

  @Override
  public Subjects subjects(Collection<MoRef> tasks) throws VSphereException {
    Set<MoRef> machines = new HashSet<>();
    Map<MoRef, PowerState> states = new HashMap<>();
    Set<MoRef> started = new HashSet<>();
    int understood = 0;
    for (ObjectContent object :
        Retrieval.of(stubs, rootCollector, Specs.ofTasks(tasks, LivePower.CONNECTED_PATHS))) {
      MoRef ref = Refs.from(object.getObj());
      if (VM.equals(ref.type())) {
        states.put(ref, LivePower.connected(object));
        continue;
      }
      MoRef subject = null;
      Object kind = null;
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (Specs.TASK_KIND.equals(property.getName())) {
          kind = property.getVal();
        } else if (property.getVal() instanceof ManagedObjectReference entity) {
          subject = Refs.from(entity);
        }
      }
      if (subject != null && VM.equals(subject.type())) {
        machines.add(subject);
        boolean starts = kind != null && STARTS.contains(kind);
        if (starts) {
          started.add(subject);
        }
        understood += starts || (kind != null && STOPS.contains(kind)) ? 1 : 0;
      }
    }
    machines.removeAll(states.keySet());
    // A server that does not walk from a task to its VM is asked for the VM.
    states.putAll(LivePower.ofConnected(stubs, rootCollector, machines));
    return new Subjects(states, started, understood < tasks.size());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      collector.destroy();
    }
  }

  /** The tasks that were not in the list before. */
  private Set<MoRef> begunIn(UpdateSet updates) {
    Set<MoRef> begun = new HashSet<>();
    if (updates == null) {
      return begun;
    }
    for (PropertyFilterUpdate filter : Absent.orEmpty(updates.getFilterSet())) {
      for (ObjectUpdate update : Absent.orEmpty(filter.getObjectSet())) {
        for (PropertyChange change : Absent.orEmpty(update.getChangeSet())) {
          if (PATH.equals(change.getName())) {
            Set<MoRef> now = refs(change.getVal());
            now.stream().filter(task -> !listed.contains(task)).forEach(begun::add);
            listed = now;
          }
        }
      }
    }
    return begun;
  }

  private static Set<MoRef> refs(Object value) {
    Set<MoRef> refs = new HashSet<>();
    if (value instanceof ArrayOfManagedObjectReference array) {
      for (ManagedObjectReference ref : Absent.orEmpty(array.getManagedObjectReference())) {
        refs.add(Refs.from(ref));
      }
    }
    return refs;
  }
}
