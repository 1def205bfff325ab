package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.decision.Placement.Load;
import io.pra.failback.decision.Placement.Room;
import io.pra.failback.vsphere.MoRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final MoRef STORE = new MoRef("Datastore", "datastore-1");

  private static MoRef host(int which) {
    return new MoRef("HostSystem", "host-" + which);
  }

  private static Room room(int which, long memory, long mhz) {
    return new Room(host(which), memory, mhz, 8, 500, Set.of(STORE));
  }

  private static Load load(String name, long memory, int vCpus) {
    return new Load(name, memory, vCpus, Optional.empty(), false, Set.of(STORE));
  }

  @Provide
  Arbitrary<List<Room>> rooms() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 64), Arbitraries.longs().between(0, 8000))
        .as((memory, mhz) -> room(0, memory, mhz))
        .list()
        .ofMaxSize(5)
        .map(
            list ->
                IntStream.range(0, list.size())
                    .mapToObj(i -> room(i, list.get(i).freeMemoryMiB(), list.get(i).freeMhz()))
                    .toList());
  }

  @Provide
  Arbitrary<List<Load>> loads() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 40),
            Arbitraries.integers().between(1, 10),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(true, false))
        .as(
            (memory, vCpus, home, stays) ->
                new Load("", memory, vCpus, Optional.of(host(home)), stays, Set.of(STORE)))
        .list()
        .ofMaxSize(12)
        .map(
            list ->
                IntStream.range(0, list.size())
                    .mapToObj(
                        i -> {
                          Load of = list.get(i);
                          return new Load(
                              "vm-" + i,
                              of.memoryMiB(),
                              of.vCpus(),
                              of.home(),
                              of.staysHome(),
                              of.datastores());
                        })
                    .toList());
  }

  @Property(seed = "20261125", tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void noHostIsFilledBeyondItsRoomAndNothingIsLost(
      @ForAll("loads") List<Load> loads, @ForAll("rooms") List<Room> rooms) {
    Placement.Result result = Placement.of(loads, rooms);

    Map<MoRef, Long> memory = new HashMap<>();
    Map<MoRef, Double> mhz = new HashMap<>();
    result
        .placed()
        .forEach(
            (load, on) -> {
              memory.merge(on, load.memoryMiB(), Long::sum);
              mhz.merge(on, load.vCpus() * 500.0, Double::sum);
              assertThat(load.vCpus()).isLessThanOrEqualTo(8);
              assertThat(load.staysHome() && !load.home().orElseThrow().equals(on)).isFalse();
            });
    for (Room room : rooms) {
      assertThat(memory.getOrDefault(room.host(), 0L)).isLessThanOrEqualTo(room.freeMemoryMiB());
      assertThat(mhz.getOrDefault(room.host(), 0.0)).isLessThanOrEqualTo((double) room.freeMhz());
    }
    List<Load> all = new ArrayList<>(result.placed().keySet());
    all.addAll(result.unplaced());
    assertThat(all).containsExactlyInAnyOrderElementsOf(loads);
  }

  @Property(seed = "20261125", tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void whatIsNotPlacedFitsNowhereInWhatIsLeft(
      @ForAll("loads") List<Load> loads, @ForAll("rooms") List<Room> rooms) {
    Placement.Result result = Placement.of(loads, rooms);

    for (Load load : result.unplaced()) {
      assertThat(result.left()).noneMatch(room -> room.takes(load));
    }
    for (Load load : loads) {
      if (rooms.stream().noneMatch(room -> room.takes(load))) {
        assertThat(result.unplaced()).contains(load);
      }
    }
  }

  @Test
  void theLargestIsPlacedFirst() {
    List<Load> loads = List.of(load("a", 4, 1), load("b", 6, 1), load("c", 6, 1), load("d", 4, 1));

    assertThat(Placement.of(loads, List.of(room(0, 10, 8000), room(1, 10, 8000))).unplaced())
        .isEmpty();
  }

  @Test
  void aVmWithMoreVCpusThanAHostHasThreadsFitsNowhere() {
    assertThat(Placement.of(List.of(load("a", 1, 9)), List.of(room(0, 10, 80_000))).unplaced())
        .hasSize(1);
  }

  @Test
  void aHostThatLacksADatastoreOfTheVmTakesItNot() {
    Room elsewhere = new Room(host(0), 10, 8000, 8, 500, Set.of());

    assertThat(Placement.of(List.of(load("a", 1, 1)), List.of(elsewhere)).unplaced()).hasSize(1);
  }

  @Test
  void aVmThatSleepsWakesUpAtHomeIfThereIsRoom() {
    Load sleeping = new Load("a", 4, 1, Optional.of(host(1)), false, Set.of(STORE));

    assertThat(Placement.of(List.of(sleeping), List.of(room(0, 9, 900), room(1, 9, 900))).placed())
        .containsEntry(sleeping, host(1));
    assertThat(Placement.of(List.of(sleeping), List.of(room(0, 9, 900), room(1, 1, 900))).placed())
        .containsEntry(sleeping, host(0));
  }
}
