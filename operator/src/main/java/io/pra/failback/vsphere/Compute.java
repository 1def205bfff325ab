package io.pra.failback.vsphere;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where some VMs may run, and what there is for them, as read at one moment. What the vCenter did
 * not say, or may not say to this account, is absent.
 *
 * @param machines the VMs that were asked about
 * @param clusters the clusters, and standalone hosts' compute resources, that they belong to
 * @param hosts all hosts of these
 * @param datastores those that hold the files of the VMs
 */
public record Compute(
    Map<MoRef, Machine> machines,
    Map<MoRef, Cluster> clusters,
    Map<MoRef, Host> hosts,
    Map<MoRef, Datastore> datastores) {

  public static final Compute NOTHING = new Compute(Map.of(), Map.of(), Map.of(), Map.of());

  public Compute {
    machines = Map.copyOf(machines);
    clusters = Map.copyOf(clusters);
    hosts = Map.copyOf(hosts);
    datastores = Map.copyOf(datastores);
  }

  /**
   * What a VM asks for.
   *
   * @param host where it is registered
   * @param cluster among whose hosts it may run
   * @param size what it is configured with
   * @param datastores all that hold its files
   * @param suspendsTo where its memory goes at a suspension
   */
  public record Machine(
      Optional<MoRef> host,
      Optional<MoRef> cluster,
      Optional<Size> size,
      Set<MoRef> datastores,
      Optional<MoRef> suspendsTo) {
    public Machine {
      datastores = Set.copyOf(datastores);
    }
  }

  /**
   * The size of a VM.
   *
   * @param reservedMemoryMiB of its memory, what is kept for it
   */
  public record Size(long memoryMiB, int vCpus, long reservedMemoryMiB) {}

  /**
   * Hosts among which a VM may be placed.
   *
   * @param hosts all of them, whether they can be read or not
   * @param placesAtStart whether it chooses a host for a VM that starts; otherwise the VM starts
   *     where it is registered
   */
  public record Cluster(String name, Set<MoRef> hosts, boolean placesAtStart) {
    public Cluster {
      hosts = Set.copyOf(hosts);
    }
  }

  /**
   * A host.
   *
   * @param connection {@code connected}, or what the vCenter says instead; empty if it says nothing
   * @param figures what it has, and what is used of it
   * @param datastores those that it has mounted
   */
  public record Host(
      String name,
      String connection,
      boolean inMaintenance,
      boolean inStandby,
      Optional<Figures> figures,
      Set<MoRef> datastores) {
    public Host {
      datastores = Set.copyOf(datastores);
    }
  }

  /**
   * What a host has, and what runs on it uses.
   *
   * @param coreMhz speed of one core
   * @param threads logical processors: no VM with more vCPUs starts there
   */
  public record Figures(
      long memoryMiB, long usedMemoryMiB, int cores, int threads, int coreMhz, long usedMhz) {
    public long mhz() {
      return (long) cores * coreMhz;
    }
  }

  /**
   * A datastore.
   *
   * @param accessible whether files can be written to it now
   * @param freeMiB empty if the vCenter does not say it
   */
  public record Datastore(String name, boolean accessible, Optional<Long> freeMiB) {}
}
