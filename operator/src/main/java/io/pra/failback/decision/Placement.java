package io.pra.failback.decision;

import io.pra.failback.vsphere.MoRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts VMs on the hosts of one cluster: the largest first, each on the first host that has room for
 * it (first-fit-decreasing). Where it finds no place for a VM a cleverer order might; it never
 * finds one that is not there.
 */
final class Placement {
  private static final Comparator<Load> LARGEST_FIRST =
      Comparator.comparingLong(Load::memoryMiB)
          .reversed()
          .thenComparing(Comparator.comparingInt(Load::vCpus).reversed())
          .thenComparing(Load::name);

  private Placement() {}

  /**
   * A VM that will start.
   *
   * @param home the host to be tried first; empty for any
   * @param staysHome whether no other host will do
   * @param datastores that the host must have mounted
   */
  record Load(
      String name,
      long memoryMiB,
      int vCpus,
      Optional<MoRef> home,
      boolean staysHome,
      Set<MoRef> datastores) {}

  /**
   * What a host has to give.
   *
   * @param freeMemoryMiB below the ceiling
   * @param freeMhz below the ceiling
   * @param threads no VM with more vCPUs starts there
   * @param mhzPerVCpu what one vCPU takes there
   * @param datastores those that it has mounted
   */
  record Room(
      MoRef host,
      long freeMemoryMiB,
      long freeMhz,
      int threads,
      double mhzPerVCpu,
      Set<MoRef> datastores) {

    boolean takes(Load load) {
      return load.memoryMiB() <= freeMemoryMiB
          && load.vCpus() * mhzPerVCpu <= freeMhz
          && load.vCpus() <= threads
          && datastores.containsAll(load.datastores())
          && (!load.staysHome() || isHomeOf(load));
    }

    boolean isHomeOf(Load load) {
      return load.home().filter(host::equals).isPresent();
    }

    Room with(Load load) {
      return new Room(
          host,
          freeMemoryMiB - load.memoryMiB(),
          freeMhz - (long) Math.ceil(load.vCpus() * mhzPerVCpu),
          threads,
          mhzPerVCpu,
          datastores);
    }
  }

  /**
   * Where each VM went.
   *
   * @param placed host by VM
   * @param unplaced those that no host has room for, the largest first
   * @param left what the hosts have left
   */
  record Result(Map<Load, MoRef> placed, List<Load> unplaced, List<Room> left) {}

  static Result of(Collection<Load> loads, List<Room> rooms) {
    Map<Load, MoRef> placed = new HashMap<>();
    List<Load> unplaced = new ArrayList<>();
    List<Room> left = new ArrayList<>(rooms);
    for (Load load : loads.stream().sorted(LARGEST_FIRST).toList()) {
      Optional<Room> found = roomFor(load, left);
      if (found.isEmpty()) {
        unplaced.add(load);
      } else {
        placed.put(load, found.get().host());
        left.set(left.indexOf(found.get()), found.get().with(load));
      }
    }
    return new Result(placed, unplaced, left);
  }

  private static Optional<Room> roomFor(Load load, List<Room> rooms) {
    return rooms.stream()
        .filter(room -> room.isHomeOf(load) && room.takes(load))
        .findFirst()
        .or(() -> rooms.stream().filter(room -> room.takes(load)).findFirst());
  }
}
