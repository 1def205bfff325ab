package io.pra.failback.guard;

import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The VMs of a site as last reported. Two watches write it: what the hot one watches, only the hot
 * one may say the power of.
 */
final class Inventory {
  /** The hot watch may tell what is older than a look, by so much. */
  private static final Duration DOUBT = Duration.ofSeconds(5);

  private final Map<MoRef, VirtualMachine> machines = new ConcurrentHashMap<>();

  /** What the hot watch has told, also of VMs that the other does not know yet. */
  private final Map<MoRef, PowerState> told = new ConcurrentHashMap<>();

  private final Map<MoRef, Long> toldAt = new ConcurrentHashMap<>();
  private final Map<MoRef, Found> found = new ConcurrentHashMap<>();
  private final AtomicLong reports = new AtomicLong();
  private final LongSupplier nanos;

  /** When a look was taken in: by the clock, and in the order of reports. */
  private record Found(long nanos, long report) {}

  Inventory(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Takes a full report: what it does not name is gone.
   *
   * @param hot what the hot watch watches
   * @return whether who is who may have changed, and not power states alone
   */
  boolean replace(Collection<VirtualMachine> all, Set<MoRef> hot) {
    Set<MoRef> gone = new HashSet<>(machines.keySet());
    all.forEach(vm -> gone.remove(vm.ref()));
    gone.forEach(told::remove);
    return apply(new InventoryWatch.Update(List.copyOf(all), gone), hot);
  }

  /**
   * Takes news from the inventory watch.
   *
   * @param hot what the hot watch watches
   * @return whether who is who may have changed, and not power states alone
   */
  boolean apply(InventoryWatch.Update news, Set<MoRef> hot) {
    boolean identitiesChanged = !news.removed().isEmpty();
    news.removed().forEach(machines::remove);
    news.removed().forEach(toldAt::remove);
    news.removed().forEach(found::remove);
    for (VirtualMachine vm : news.changed()) {
      VirtualMachine before = machines.get(vm.ref());
      boolean same =
          before != null
              && before.identity().equals(vm.identity())
              && before.markers().equals(vm.markers());
      identitiesChanged |= !same;
      machines.compute(
          vm.ref(),
          (ref, current) -> {
            if (hot.contains(ref)) {
              PowerState power = current == null ? told.get(ref) : current.reportedPowerState();
              if (power != null) {
                return vm.withReportedPowerState(power);
              }
            }
            toldAt.put(ref, reports.incrementAndGet());
            return vm;
          });
    }
    return identitiesChanged;
  }

  /** Takes what the hot watch reports; whether it is news. */
  boolean told(MoRef ref, PowerState state) {
    toldAt.put(ref, reports.incrementAndGet());
    told.put(ref, state);
    return power(ref, state);
  }

  /** Now, for {@link #looked}: to be asked for before a look begins. */
  long now() {
    return reports.get();
  }

  /**
   * Takes what a look has found; whether it is news. What a watch has told since the look began may
   * be newer, and stands.
   */
  boolean looked(MoRef ref, PowerState state, long began) {
    if (toldAt.getOrDefault(ref, 0L) > began) {
      return false;
    }
    found.put(ref, new Found(nanos.getAsLong(), reports.incrementAndGet()));
    return power(ref, state);
  }

  /** Whether a look has lately found another state than the hot watch tells now. */
  boolean doubts(MoRef ref, PowerState state) {
    Found last = found.get(ref);
    return last != null
        && contradicts(ref, state)
        && nanos.getAsLong() - last.nanos() < DOUBT.toNanos();
  }

  /**
   * Whether another look has found another state since this look began: which of the two answers is
   * the older one cannot be told.
   */
  boolean isCrossed(MoRef ref, PowerState state, long began) {
    Found last = found.get(ref);
    return last != null && last.report() > began && contradicts(ref, state);
  }

  private boolean contradicts(MoRef ref, PowerState state) {
    VirtualMachine vm = machines.get(ref);
    return vm != null && vm.reportedPowerState() != state;
  }

  private boolean power(MoRef ref, PowerState state) {
    boolean[] changed = {false};
    machines.computeIfPresent(
        ref,
        (same, vm) -> {
          changed[0] = vm.reportedPowerState() != state;
          return changed[0] ? vm.withReportedPowerState(state) : vm;
        });
    return changed[0];
  }

  /** Whether a power state is all that there was to learn of this VM. */
  boolean explains(MoRef ref, PowerState state) {
    VirtualMachine vm = machines.get(ref);
    return vm != null
        && state != PowerState.UNKNOWN
        && vm.connection() == ConnectionState.CONNECTED
        && !vm.name().isEmpty()
        && !vm.instanceUuid().isEmpty();
  }

  Optional<VirtualMachine> find(MoRef ref) {
    return Optional.ofNullable(machines.get(ref));
  }

  Collection<VirtualMachine> all() {
    return List.copyOf(machines.values());
  }
}
