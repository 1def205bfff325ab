package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.yavijava.RecordedUpdates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a processor does between the bytes of one update and the decision to suspend: decode, take
 * in, look up who holds the VM. One VM of many is reported running, and then suspended.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-Xmn8m"})
public class PowerEventBenchmark {
  private static final int EVENTS = 64;

  @Param({"100", "1000", "5000"})
  int vms;

  private final RecordedUpdates updates = new RecordedUpdates();
  private final Inventory inventory = new Inventory(System::nanoTime);
  private final List<byte[]> on = new ArrayList<>();
  private final List<byte[]> suspended = new ArrayList<>();
  private HeldSet held;

  @Setup
  public void fill() throws VSphereException {
    List<VirtualMachine> machines = new ArrayList<>();
    Map<MoRef, HeldSet.Order> orders = new HashMap<>();
    for (int vm = 0; vm < vms; vm++) {
      MoRef ref = RecordedUpdates.ref(vm);
      machines.add(
          new VirtualMachine(
              ref,
              "app-" + vm,
              PowerState.POWERED_OFF,
              ConnectionState.CONNECTED,
              "i-" + vm,
              "b-" + vm,
              Map.of("pra.failback.site", "rbx")));
      orders.put(ref, ORDER);
    }
    inventory.replace(machines, Set.of());
    held = new HeldSet(Map.copyOf(orders), List.of());
    updates.read(RecordedUpdates.first(vms)).forEach(inventory::told);
    for (int event = 0; event < EVENTS; event++) {
      int vm = (int) ((long) event * vms / EVENTS);
      on.add(RecordedUpdates.one(vm, "poweredOn"));
      suspended.add(RecordedUpdates.one(vm, "suspended"));
    }
  }

  @Benchmark
  @OperationsPerInvocation(2 * EVENTS)
  public void event(Blackhole decisions) throws VSphereException {
    for (int event = 0; event < EVENTS; event++) {
      decisions.consume(decide(on.get(event)));
      decisions.consume(decide(suspended.get(event)));
    }
  }

  /** As SiteGuard does when the hot watch tells. */
  private int decide(byte[] reply) throws VSphereException {
    int toSuspend = 0;
    for (Map.Entry<MoRef, PowerState> state : updates.read(reply).entrySet()) {
      inventory.told(state.getKey(), state.getValue());
      VirtualMachine vm = inventory.find(state.getKey()).orElseThrow();
      if (vm.powerState() == PowerState.POWERED_ON && held.orders().get(vm.ref()) != null) {
        toSuspend++;
      }
    }
    return toSuspend;
  }

  private static final HeldSet.Order ORDER =
      new HeldSet.Order("failbackplan/bench", Hold.Suspend, false, Set.of());
}
