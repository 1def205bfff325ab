package io.pra.failback.decision;

import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hosts, and the one datastore, of a vCenter in memory: one cluster with room for everything.
 */
public final class TestHosts {
  static final MoRef CLUSTER = new MoRef("ClusterComputeResource", "domain-c1");
  static final MoRef DATASTORE = new MoRef("Datastore", "datastore-1");

  final Map<String, Compute.Host> hosts = new TreeMap<>();
  final Map<String, Compute.Size> sizes = new HashMap<>();
  Compute.Size size = new Compute.Size(4096, 2, 0);
  boolean placesAtStart = true;
  Optional<Long> freeMiB = Optional.of(1_000_000L);
  boolean accessible = true;
  String problem = "";

  public TestHosts() {
    host("esx-1", 262_144);
    host("esx-2", 262_144);
  }

  TestHosts copy() {
    TestHosts copy = new TestHosts();
    copy.hosts.clear();
    copy.hosts.putAll(hosts);
    copy.sizes.putAll(sizes);
    copy.size = size;
    copy.placesAtStart = placesAtStart;
    copy.freeMiB = freeMiB;
    copy.accessible = accessible;
    copy.problem = problem;
    return copy;
  }

  static MoRef ref(String host) {
    return new MoRef("HostSystem", host);
  }

  /** A host with this memory, nothing of it used, and 32 cores of 2 GHz. */
  TestHosts host(String name, long memoryMiB) {
    return host(name, memoryMiB, "connected", false, false);
  }

  TestHosts host(
      String name, long memoryMiB, String connection, boolean maintenance, boolean standby) {
    hosts.put(
        name,
        new Compute.Host(
            name,
            connection,
            maintenance,
            standby,
            memoryMiB < 0
                ? Optional.empty()
                : Optional.of(new Compute.Figures(memoryMiB, 0, 32, 64, 2000, 0)),
            Set.of(DATASTORE)));
    return this;
  }

  /** The vCenter says no figures of any host. */
  TestHosts unread() {
    hosts.keySet().forEach(name -> host(name, -1));
    return this;
  }

  /** Every VM is registered at the first host. */
  CapacityReading reading(Collection<VirtualMachine> vms, Instant at) {
    if (!problem.isEmpty()) {
      return CapacityReading.unknown(problem);
    }
    Map<MoRef, Compute.Machine> machines = new HashMap<>();
    Optional<MoRef> home = hosts.keySet().stream().findFirst().map(TestHosts::ref);
    vms.forEach(
        vm ->
            machines.put(
                vm.ref(),
                new Compute.Machine(
                    home,
                    Optional.of(CLUSTER),
                    Optional.ofNullable(sizes.getOrDefault(vm.name(), size)),
                    Set.of(DATASTORE),
                    Optional.of(DATASTORE))));
    Map<MoRef, Compute.Host> byRef = new HashMap<>();
    hosts.forEach((name, host) -> byRef.put(ref(name), host));
    return CapacityReading.of(
        at,
        new Compute(
            machines,
            Map.of(CLUSTER, new Compute.Cluster("cluster-1", byRef.keySet(), placesAtStart)),
            byRef,
            Map.of(DATASTORE, new Compute.Datastore("vsan", accessible, freeMiB))));
  }
}
