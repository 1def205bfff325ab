package io.pra.failback.decision;

import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.DatastoreCapacity;
import io.pra.failback.api.Phase;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether the primary site can run what will start, by what its vCenter says it has. */
final class CapacityReview {
  static final int LONGEST_LIST = 20;
  private static final int LONGEST_LINE = 400;

  /** What the operator's account must be able to see. */
  static final String READ_STEP =
      "give the operator's account System.Read, with propagation, on the clusters, hosts, resource"
          + " pools and datastores of these VMs";

  private static final String ROOM_STEP =
      "make room there, bring back what takes no VMs, or raise spec.capacity.ceilingPercent";

  private CapacityReview() {}

  /**
   * A VM of the plan and what its vCenter says of it.
   *
   * @param machine with its size and cluster, which are known
   */
  record Subject(VirtualMachine vm, Compute.Machine machine) {
    Compute.Size size() {
      return machine.size().orElseThrow();
    }

    boolean runs() {
      return vm.powerState() == PowerState.POWERED_ON;
    }

    boolean isSuspended() {
      return vm.powerState() == PowerState.SUSPENDED;
    }
  }

  /** What is known before people decide; from then on, what was found before. */
  static CapacityStatus of(Observation seen, List<Pair> pairs) {
    Phase phase = seen.status().phase();
    boolean isAsked = phase == Phase.Holding || phase == Phase.AwaitingApproval;
    boolean goesBack =
        seen.status().episode() != null && seen.status().episode().rollback() != null;
    if (!isAsked || goesBack) {
      return seen.status().capacity();
    }
    CapacityReading reading = seen.primary().capacity();
    String site = seen.primary().name();
    if (reading.isNotYet()) {
      return unknown(
          "what the hosts of site %s have free was not asked yet".formatted(site), "wait");
    }
    if (!reading.problem().isEmpty()) {
      return unknown(
          "what the hosts of site %s have free is not known: %s".formatted(site, reading.problem()),
          READ_STEP);
    }
    if (!reading.holds(seen.now())) {
      return unknown(
          "what the hosts of site %s have free was last read at %s"
              .formatted(site, reading.at().orElseThrow()),
          "mend what SiteState %s says".formatted(site));
    }
    return review(seen, pairs, reading);
  }

  private static CapacityStatus unknown(String why, String next) {
    return new CapacityStatus(
        CapacityState.Unknown, PlainText.of(why, LONGEST_LINE), next, null, List.of(), List.of());
  }

  private static CapacityStatus review(
      Observation seen, List<Pair> pairs, CapacityReading reading) {
    Compute compute = reading.compute();
    List<String> unread = new ArrayList<>();
    Map<MoRef, List<Subject>> byCluster = new LinkedHashMap<>();
    List<Subject> all = new ArrayList<>();
    for (VirtualMachine vm : pairs.stream().flatMap(pair -> pair.primary().stream()).toList()) {
      Compute.Machine machine = compute.machines().get(vm.ref());
      boolean known =
          machine != null
              && machine.size().isPresent()
              && machine.cluster().filter(compute.clusters()::containsKey).isPresent();
      if (known) {
        Subject subject = new Subject(vm, machine);
        all.add(subject);
        byCluster
            .computeIfAbsent(machine.cluster().orElseThrow(), ref -> new ArrayList<>())
            .add(subject);
      } else {
        unread.add(vm.name());
      }
    }
    List<ClusterReview> clusters =
        byCluster.entrySet().stream()
            .map(of -> ClusterReview.of(of.getKey(), of.getValue(), compute, seen.spec()))
            .toList();
    DatastoreReview stores = DatastoreReview.of(all, compute, seen.spec().guard().hold());
    return verdict(reading, clusters, stores, unread);
  }

  private static CapacityStatus verdict(
      CapacityReading reading,
      List<ClusterReview> clusters,
      DatastoreReview stores,
      List<String> unread) {
    List<String> lacks =
        Stream.concat(
                clusters.stream().filter(ClusterReview::lacks).map(ClusterReview::message),
                stores.lacks().stream())
            .toList();
    List<String> open = new ArrayList<>();
    if (!unread.isEmpty()) {
      open.add("size or cluster of VM %s cannot be read".formatted(named(unread)));
    }
    clusters.stream().filter(ClusterReview::isOpen).map(ClusterReview::message).forEach(open::add);
    open.addAll(stores.open());
    CapacityState state =
        !lacks.isEmpty()
            ? CapacityState.Insufficient
            : open.isEmpty() ? CapacityState.Sufficient : CapacityState.Unknown;
    String message =
        switch (state) {
          case Insufficient -> String.join("; ", lacks);
          case Unknown -> String.join("; ", open);
          case Sufficient -> "the hosts can run every VM of the plan";
        };
    String next =
        switch (state) {
          case Insufficient -> ROOM_STEP;
          case Unknown -> READ_STEP;
          case Sufficient -> null;
        };
    return new CapacityStatus(
        state,
        PlainText.of(message, LONGEST_LINE),
        next,
        reading.at().orElseThrow(),
        clusters.stream()
            .map(ClusterReview::status)
            .sorted(Comparator.comparing(ClusterCapacity::cluster))
            .limit(LONGEST_LIST)
            .toList(),
        stores.status().stream()
            .sorted(Comparator.comparing(DatastoreCapacity::datastore))
            .limit(LONGEST_LIST)
            .toList());
  }

  /** The first, and how many more. */
  static String named(List<String> names) {
    return names.size() == 1
        ? names.get(0)
        : "%s and %d more".formatted(names.get(0), names.size() - 1);
  }
}
