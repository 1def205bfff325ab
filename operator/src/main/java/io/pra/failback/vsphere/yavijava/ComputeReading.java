package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ArrayOfManagedObjectReference;
import com.vmware.vim25.DrsBehavior;
import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.HostSystemPowerState;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.TraversalSpec;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.MoRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads VMs with their clusters, hosts and datastores in one question: from each VM by its resource
 * pool to the cluster and on to every host, so that no view has to be made for it.
 */
final class ComputeReading {
  private static final int LONGEST_NAME = 100;
  private static final long MIB = 1024L * 1024;

  private static final String NAME = "name";
  private static final String HOSTS = "host";
  private static final String DATASTORES = "datastore";
  private static final String POOL = "resourcePool";
  private static final String OWNER = "owner";

  private static final String HOST = "runtime.host";
  private static final String MEMORY = "config.hardware.memoryMB";
  private static final String VCPUS = "config.hardware.numCPU";
  private static final String RESERVED = "config.memoryAllocation.reservation";
  private static final String SUSPEND_DIRECTORY = "config.files.suspendDirectory";
  private static final String VM_PATH = "config.files.vmPathName";

  private static final String DRS = "configuration.drsConfig.enabled";
  private static final String DRS_BEHAVIOUR = "configuration.drsConfig.defaultVmBehavior";

  private static final String CONNECTION = "runtime.connectionState";
  private static final String MAINTENANCE = "runtime.inMaintenanceMode";
  private static final String POWER = "runtime.powerState";
  private static final String BYTES = "summary.hardware.memorySize";
  private static final String CORES = "summary.hardware.numCpuCores";
  private static final String THREADS = "summary.hardware.numCpuThreads";
  private static final String MHZ = "summary.hardware.cpuMhz";
  private static final String USED_MIB = "summary.quickStats.overallMemoryUsage";
  private static final String USED_MHZ = "summary.quickStats.overallCpuUsage";

  private static final String ACCESSIBLE = "summary.accessible";
  private static final String STORE_MAINTENANCE = "summary.maintenanceMode";
  private static final String FREE = "summary.freeSpace";

  private final Map<MoRef, Map<String, Object>> read = new HashMap<>();

  private ComputeReading() {}

  static PropertyFilterSpec spec(Collection<MoRef> virtualMachines) {
    TraversalSpec hosts = traversal("ComputeResource", HOSTS);
    TraversalSpec owner = traversal("ResourcePool", OWNER, hosts);
    TraversalSpec pool = traversal("VirtualMachine", POOL, owner);
    TraversalSpec datastores = traversal("VirtualMachine", DATASTORES);
    PropertyFilterSpec spec =
        Specs.ofObjects(
            virtualMachines,
            "VirtualMachine",
            HOST,
            POOL,
            MEMORY,
            VCPUS,
            RESERVED,
            DATASTORES,
            SUSPEND_DIRECTORY,
            VM_PATH);
    for (ObjectSpec vm : spec.getObjectSet()) {
      vm.setSelectSet(new SelectionSpec[] {pool, datastores});
    }
    spec.setPropSet(
        new PropertySpec[] {
          spec.getPropSet()[0],
          properties("ResourcePool", OWNER),
          properties("ComputeResource", NAME, HOSTS),
          properties("ClusterComputeResource", DRS, DRS_BEHAVIOUR),
          properties(
              "HostSystem",
              NAME,
              CONNECTION,
              MAINTENANCE,
              POWER,
              BYTES,
              CORES,
              THREADS,
              MHZ,
              USED_MIB,
              USED_MHZ,
              DATASTORES),
          properties("Datastore", NAME, ACCESSIBLE, STORE_MAINTENANCE, FREE)
        });
    return spec;
  }

  private static TraversalSpec traversal(String type, String path, SelectionSpec... further) {
    TraversalSpec traversal = new TraversalSpec();
    traversal.setType(type);
    traversal.setPath(path);
    traversal.setSkip(false);
    if (further.length > 0) {
      traversal.setSelectSet(further);
    }
    return traversal;
  }

  private static PropertySpec properties(String type, String... paths) {
    PropertySpec properties = new PropertySpec();
    properties.setType(type);
    properties.setPathSet(paths);
    return properties;
  }

  static Compute of(List<ObjectContent> objects) {
    ComputeReading reading = new ComputeReading();
    for (ObjectContent object : objects) {
      Map<String, Object> properties =
          reading.read.computeIfAbsent(Refs.from(object.getObj()), ref -> new HashMap<>());
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (property.getVal() != null) {
          properties.put(property.getName(), property.getVal());
        }
      }
    }
    return reading.describe();
  }

  private Compute describe() {
    Map<MoRef, Compute.Machine> machines = new HashMap<>();
    Map<MoRef, Compute.Cluster> clusters = new HashMap<>();
    Map<MoRef, Compute.Host> hosts = new HashMap<>();
    Map<MoRef, Compute.Datastore> datastores = new HashMap<>();
    read.forEach(
        (ref, of) -> {
          switch (ref.type()) {
            case "VirtualMachine" -> machines.put(ref, machine(of));
            case "ComputeResource", "ClusterComputeResource" -> clusters.put(ref, cluster(ref, of));
            case "HostSystem" -> hosts.put(ref, host(ref, of));
            case "Datastore" -> datastores.put(ref, datastore(ref, of));
            default -> {
              // A resource pool: only the way to the cluster.
            }
          }
        });
    return new Compute(machines, clusters, hosts, datastores);
  }

  private Compute.Machine machine(Map<String, Object> of) {
    Optional<MoRef> cluster =
        reference(of, POOL).flatMap(pool -> reference(read.getOrDefault(pool, Map.of()), OWNER));
    Optional<Compute.Size> size =
        number(of, MEMORY)
            .flatMap(
                memory ->
                    number(of, VCPUS)
                        .map(
                            vCpus ->
                                new Compute.Size(
                                    memory, vCpus.intValue(), number(of, RESERVED).orElse(0L))));
    return new Compute.Machine(
        reference(of, HOST), cluster, size, references(of, DATASTORES), suspendsTo(of));
  }

  /** The one that {@code [datastore] path} names. */
  private Optional<MoRef> suspendsTo(Map<String, Object> of) {
    String directory = text(of, SUSPEND_DIRECTORY);
    String path = directory.isEmpty() ? text(of, VM_PATH) : directory;
    return references(of, DATASTORES).stream()
        .filter(ref -> path.startsWith("[" + text(read.getOrDefault(ref, Map.of()), NAME) + "]"))
        .findFirst();
  }

  private static Compute.Cluster cluster(MoRef ref, Map<String, Object> of) {
    boolean chooses =
        Boolean.TRUE.equals(of.get(DRS)) && of.get(DRS_BEHAVIOUR) != DrsBehavior.manual;
    return new Compute.Cluster(name(ref, of), references(of, HOSTS), chooses);
  }

  private static Compute.Host host(MoRef ref, Map<String, Object> of) {
    Object connection = of.get(CONNECTION);
    Object power = of.get(POWER);
    return new Compute.Host(
        name(ref, of),
        connection == null ? "" : connection.toString(),
        // What is not said is not believed.
        !Boolean.FALSE.equals(of.get(MAINTENANCE)),
        power == HostSystemPowerState.standBy || power == HostSystemPowerState.poweredOff,
        figures(of),
        references(of, DATASTORES));
  }

  private static Optional<Compute.Figures> figures(Map<String, Object> of) {
    for (String path : List.of(BYTES, CORES, THREADS, MHZ, USED_MIB, USED_MHZ)) {
      if (number(of, path).isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Compute.Figures(
            number(of, BYTES).orElseThrow() / MIB,
            number(of, USED_MIB).orElseThrow(),
            number(of, CORES).orElseThrow().intValue(),
            number(of, THREADS).orElseThrow().intValue(),
            number(of, MHZ).orElseThrow().intValue(),
            number(of, USED_MHZ).orElseThrow()));
  }

  private static Compute.Datastore datastore(MoRef ref, Map<String, Object> of) {
    String maintenance = text(of, STORE_MAINTENANCE);
    return new Compute.Datastore(
        name(ref, of),
        Boolean.TRUE.equals(of.get(ACCESSIBLE))
            && (maintenance.isEmpty() || maintenance.equals("normal")),
        number(of, FREE).map(bytes -> bytes / MIB));
  }

  private static String name(MoRef ref, Map<String, Object> of) {
    String name = text(of, NAME);
    return PlainText.of(name.isEmpty() ? ref.value() : name, LONGEST_NAME);
  }

  private static String text(Map<String, Object> of, String path) {
    return of.get(path) instanceof String text ? text : "";
  }

  private static Optional<Long> number(Map<String, Object> of, String path) {
    return of.get(path) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  private static Optional<MoRef> reference(Map<String, Object> of, String path) {
    return of.get(path) instanceof ManagedObjectReference ref
        ? Optional.of(Refs.from(ref))
        : Optional.empty();
  }

  private static Set<MoRef> references(Map<String, Object> of, String path) {
    Set<MoRef> refs = new HashSet<>();
    if (of.get(path) instanceof ArrayOfManagedObjectReference several) {
      for (ManagedObjectReference ref : Absent.orEmpty(several.getManagedObjectReference())) {
        refs.add(Refs.from(ref));
      }
    }
    return refs;
  }
}
