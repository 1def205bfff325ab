package io.pra.failback.decision;

import io.pra.failback.api.DatastoreCapacity;
import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.MoRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the datastores have room for what the VMs of the plan will write there: a swap file when
 * they start, their memory when they are suspended again.
 *
 * @param status what is shown of each
 * @param lacks what certainly does not fit
 * @param open what cannot be told
 */
record DatastoreReview(List<DatastoreCapacity> status, List<String> lacks, List<String> open) {

  static DatastoreReview of(List<CapacityReview.Subject> vms, Compute compute, Hold hold) {
    List<String> unread = new ArrayList<>();
    Map<MoRef, Long> needed = new LinkedHashMap<>();
    for (CapacityReview.Subject vm : vms) {
      vm.machine()
          .suspendsTo()
          .ifPresentOrElse(
              ref -> needed.merge(ref, needOf(vm, hold), Long::sum),
              () -> unread.add(vm.vm().name()));
    }
    List<DatastoreCapacity> status = new ArrayList<>();
    List<String> lacks = new ArrayList<>();
    List<String> open = new ArrayList<>();
    needed.forEach(
        (ref, mib) -> {
          Compute.Datastore store = compute.datastores().get(ref);
          String name = store == null ? ref.value() : store.name();
          boolean isUnread = store == null || store.freeMiB().isEmpty();
          String wrong = isUnread ? "cannot be read" : wrong(store, mib);
          status.add(
              new DatastoreCapacity(
                  name,
                  isUnread ? null : store.freeMiB().orElseThrow(),
                  mib,
                  wrong.isEmpty() ? null : wrong));
          if (!wrong.isEmpty()) {
            (isUnread ? open : lacks).add("datastore %s %s".formatted(name, wrong));
          }
        });
    if (!unread.isEmpty()) {
      open.add("the datastore of VM %s cannot be read".formatted(CapacityReview.named(unread)));
    }
    return new DatastoreReview(status, lacks, open);
  }

  private static String wrong(Compute.Datastore store, long mib) {
    if (!store.accessible()) {
      return "is not accessible, or in maintenance";
    }
    long free = store.freeMiB().orElseThrow();
    return free >= mib
        ? ""
        : "has %d MiB free and needs %d MiB for suspend and swap files".formatted(free, mib);
  }

  /**
   * What the VM adds to its datastore at the worst moment: suspended again, after it was started. A
   * VM that is suspended has the room for that already.
   */
  private static long needOf(CapacityReview.Subject vm, Hold hold) {
    long swap = vm.runs() ? 0 : vm.size().memoryMiB() - vm.size().reservedMemoryMiB();
    long suspended = hold == Hold.Suspend && !vm.isSuspended() ? vm.size().memoryMiB() : 0;
    return Math.max(0, swap) + suspended;
  }
}
