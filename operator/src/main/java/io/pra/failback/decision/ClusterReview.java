package io.pra.failback.decision;

import io.pra.failback.api.CapacitySpec;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.ResourceCapacity;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.MoRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One cluster, and whether the VMs of the plan fit on its hosts.
 *
 * @param status what is shown of it
 * @param lacks whether a VM certainly fits nowhere
 * @param isOpen whether one might fit on a host that cannot be read
 */
record ClusterReview(ClusterCapacity status, boolean lacks, boolean isOpen) {
  private static final int LONGEST_NAME = 100;
  private static final String UNREAD = "cannot be read";

  String message() {
    return status.message();
  }

  static ClusterReview of(
      MoRef ref, List<CapacityReview.Subject> vms, Compute compute, FailbackPlanSpec spec) {
    Compute.Cluster cluster = compute.clusters().get(ref);
    List<Placement.Room> rooms = new ArrayList<>();
    List<Compute.Figures> usable = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    boolean unread = false;
    for (MoRef hostRef : inOrder(cluster, compute)) {
      Optional<Compute.Host> host = Optional.ofNullable(compute.hosts().get(hostRef));
      String why = host.map(ClusterReview::whyNot).orElse(UNREAD);
      if (why.isEmpty()) {
        Compute.Figures figures = host.flatMap(Compute.Host::figures).orElseThrow();
        usable.add(figures);
        rooms.add(room(hostRef, figures, host.get(), spec.capacity()));
      } else {
        unusable.add(host.map(Compute.Host::name).orElse(hostRef.value()) + ": " + why);
        unread |= why.equals(UNREAD);
      }
    }
    List<CapacityReview.Subject> starting = vms.stream().filter(vm -> !vm.runs()).toList();
    List<Placement.Load> unplaced =
        Placement.of(starting.stream().map(vm -> load(vm, cluster)).toList(), rooms).unplaced();
    ClusterCapacity status =
        new ClusterCapacity(
            cluster.name(),
            cluster.hosts().size(),
            rooms.size(),
            unusable.stream().limit(CapacityReview.LONGEST_LIST).toList(),
            new ResourceCapacity(
                usable.stream().mapToLong(Compute.Figures::memoryMiB).sum(),
                usable.stream().mapToLong(Compute.Figures::usedMemoryMiB).sum(),
                rooms.stream().mapToLong(Placement.Room::freeMemoryMiB).sum(),
                starting.stream().mapToLong(vm -> vm.size().memoryMiB()).sum()),
            new ResourceCapacity(
                usable.stream().mapToLong(Compute.Figures::mhz).sum(),
                usable.stream().mapToLong(Compute.Figures::usedMhz).sum(),
                rooms.stream().mapToLong(Placement.Room::freeMhz).sum(),
                (long) Math.ceil(vCpus(starting) * mhzPerVCpu(rooms))),
            unplaced.stream()
                .map(load -> PlainText.of(load.name(), LONGEST_NAME))
                .limit(CapacityReview.LONGEST_LIST)
                .toList(),
            words(cluster, unplaced, unusable, starting.size(), spec.capacity()));
    return new ClusterReview(status, !unplaced.isEmpty() && !unread, !unplaced.isEmpty() && unread);
  }

  private static List<MoRef> inOrder(Compute.Cluster cluster, Compute compute) {
    return cluster.hosts().stream()
        .sorted(
            Comparator.comparing(
                (MoRef ref) ->
                    Optional.ofNullable(compute.hosts().get(ref))
                        .map(Compute.Host::name)
                        .orElse(ref.value())))
        .toList();
  }

  /** Why it takes no VM; empty if it does. */
  private static String whyNot(Compute.Host host) {
    if (host.connection().isEmpty()) {
      return UNREAD;
    } else if (!host.connection().equals("connected")) {
      return host.connection();
    } else if (host.inMaintenance()) {
      return "in maintenance";
    } else if (host.inStandby()) {
      return "in standby";
    }
    return host.figures().isPresent() ? "" : UNREAD;
  }

  private static Placement.Room room(
      MoRef ref, Compute.Figures figures, Compute.Host host, CapacitySpec spec) {
    return new Placement.Room(
        ref,
        below(figures.memoryMiB(), figures.usedMemoryMiB(), spec),
        below(figures.mhz(), figures.usedMhz(), spec),
        figures.threads(),
        (double) figures.coreMhz() / spec.vCpusPerCore(),
        host.datastores());
  }

  private static long below(long capacity, long used, CapacitySpec spec) {
    return Math.max(0, capacity * spec.ceilingPercent() / 100 - used);
  }

  /** A VM that sleeps wakes up best where it fell asleep; where nobody places it, only there. */
  private static Placement.Load load(CapacityReview.Subject vm, Compute.Cluster cluster) {
    boolean staysHome = !cluster.placesAtStart();
    return new Placement.Load(
        vm.vm().name(),
        vm.size().memoryMiB(),
        vm.size().vCpus(),
        vm.isSuspended() || staysHome ? vm.machine().host() : Optional.empty(),
        staysHome,
        vm.machine().datastores());
  }

  private static int vCpus(List<CapacityReview.Subject> vms) {
    return vms.stream().mapToInt(vm -> vm.size().vCpus()).sum();
  }

  private static double mhzPerVCpu(List<Placement.Room> rooms) {
    return rooms.stream().mapToDouble(Placement.Room::mhzPerVCpu).average().orElse(0);
  }

  private static String words(
      Compute.Cluster cluster,
      List<Placement.Load> unplaced,
      List<String> unusable,
      int starting,
      CapacitySpec spec) {
    String without =
        unusable.isEmpty()
            ? ""
            : "; takes no VMs: "
                + unusable.stream().limit(3).collect(Collectors.joining(", "))
                + (unusable.size() > 3 ? " and %d more".formatted(unusable.size() - 3) : "");
    if (unplaced.isEmpty()) {
      return "%d VM(s) fit%s".formatted(starting, without);
    }
    Placement.Load first = unplaced.get(0);
    return "VM %s (%d MiB, %d vCPU)%s on no host of %s below %d %%%s"
        .formatted(
            PlainText.of(first.name(), LONGEST_NAME),
            first.memoryMiB(),
            first.vCpus(),
            unplaced.size() == 1 ? " fits" : " and %d more fit".formatted(unplaced.size() - 1),
            cluster.name(),
            spec.ceilingPercent(),
            without);
  }
}
