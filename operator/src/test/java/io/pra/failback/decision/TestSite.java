package io.pra.failback.decision;

import io.pra.failback.api.Mode;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A vCenter in memory. */
public final class TestSite {
  private final String name;
  private final Map<MoRef, VirtualMachine> machines = new LinkedHashMap<>();
  private final Set<MoRef> unmarked = new HashSet<>();
  private boolean readable = true;
  private Mode mode = Mode.Enforce;
  private SiteActivity activity = SiteActivity.PlanDriven;
  private Preflight preflight = Preflight.unknown("not asked in this test");
  private TestHosts hosts = new TestHosts();
  private Instant readAt = Instant.EPOCH;
  private int created;

  public TestSite(String name, PowerState state, String... vms) {
    this.name = name;
    for (String vm : vms) {
      create(vm, state);
    }
  }

  TestSite copy() {
    TestSite copy = new TestSite(name, PowerState.UNKNOWN);
    copy.machines.putAll(machines);
    copy.unmarked.addAll(unmarked);
    copy.readable = readable;
    copy.mode = mode;
    copy.activity = activity;
    copy.preflight = preflight;
    copy.hosts = hosts.copy();
    copy.readAt = readAt;
    copy.created = created;
    return copy;
  }

  public MoRef create(String vm, PowerState state) {
    return create(vm, state, name + "-" + created);
  }

  /** A VM with this instance UUID. */
  public MoRef create(String vm, PowerState state, String uuid) {
    MoRef ref = new MoRef("VirtualMachine", name + "-vm-" + created++);
    machines.put(
        ref,
        new VirtualMachine(
            ref, vm, state, ConnectionState.CONNECTED, "i-" + uuid, "b-" + uuid, Map.of()));
    return ref;
  }

  public TestSite power(String vm, PowerState state) {
    all(vm).forEach(found -> power(found.ref(), state));
    return this;
  }

  public TestSite powerAll(PowerState state) {
    List.copyOf(machines.keySet()).forEach(ref -> power(ref, state));
    return this;
  }

  void power(MoRef ref, PowerState state) {
    machines.computeIfPresent(ref, (same, vm) -> vm.withReportedPowerState(state));
  }

  /** The host of a VM is lost, or found again. */
  public TestSite connected(String vm, boolean connected) {
    all(vm)
        .forEach(
            found ->
                machines.put(
                    found.ref(),
                    new VirtualMachine(
                        found.ref(),
                        found.name(),
                        found.reportedPowerState(),
                        connected ? ConnectionState.CONNECTED : ConnectionState.NOT_CONNECTED,
                        found.instanceUuid(),
                        found.biosUuid(),
                        found.markers())));
    return this;
  }

  public TestSite rename(String vm, String to) {
    all(vm)
        .forEach(
            found ->
                machines.put(
                    found.ref(),
                    new VirtualMachine(
                        found.ref(),
                        to,
                        found.reportedPowerState(),
                        found.connection(),
                        found.instanceUuid(),
                        found.biosUuid(),
                        found.markers())));
    return this;
  }

  public TestSite remove(String vm) {
    all(vm).forEach(found -> machines.remove(found.ref()));
    return this;
  }

  /** The markers of a VM are lost: the site's selector does not match it any more. */
  public TestSite loseMarkers(String vm) {
    all(vm).forEach(found -> unmarked.add(found.ref()));
    return this;
  }

  TestSite restoreMarkers() {
    unmarked.clear();
    return this;
  }

  public TestSite readable(boolean value) {
    readable = value;
    return this;
  }

  boolean isReadable() {
    return readable;
  }

  public TestSite mode(Mode value) {
    mode = value;
    return this;
  }

  TestSite activity(SiteActivity value) {
    activity = value;
    return this;
  }

  SiteActivity activity() {
    return activity;
  }

  /** Zerto registers the same machine anew, under another reference. */
  TestSite recreate(String vm, PowerState state) {
    for (VirtualMachine old : all(vm)) {
      machines.remove(old.ref());
      MoRef ref = new MoRef("VirtualMachine", name + "-vm-" + created++);
      machines.put(
          ref,
          new VirtualMachine(
              ref,
              vm,
              state,
              ConnectionState.CONNECTED,
              old.instanceUuid(),
              old.biosUuid(),
              old.markers()));
    }
    return this;
  }

  /** All but the newest of a name go. */
  TestSite removeCopies(String vm) {
    List<VirtualMachine> several = all(vm);
    several.stream()
        .limit(Math.max(0, several.size() - 1))
        .forEach(old -> machines.remove(old.ref()));
    return this;
  }

  /** Whether the operator's account may not stop a VM. */
  boolean refuses(MoRef vm) {
    return preflight.refused().containsKey(vm);
  }

  public TestSite preflight(Preflight value) {
    preflight = value;
    return this;
  }

  Mode mode() {
    return mode;
  }

  List<VirtualMachine> all(String vm) {
    return machines.values().stream().filter(found -> found.name().equals(vm)).toList();
  }

  List<VirtualMachine> all() {
    return new ArrayList<>(machines.values());
  }

  public PowerState state(String vm) {
    return all(vm).get(0).powerState();
  }

  public boolean runs(String vm) {
    return all(vm).stream().anyMatch(found -> found.powerState() == PowerState.POWERED_ON);
  }

  boolean anyRuns() {
    return machines.values().stream()
        .anyMatch(vm -> vm.reportedPowerState() == PowerState.POWERED_ON);
  }

  /** What there is for its VMs to run on. */
  TestHosts hosts() {
    return hosts;
  }

  /** People make room. */
  void roomy() {
    hosts = new TestHosts();
  }

  /** Its hosts were read at this time. */
  TestSite readAt(Instant at) {
    readAt = at;
    return this;
  }

  public SiteView view() {
    List<VirtualMachine> selected =
        machines.values().stream().filter(vm -> !unmarked.contains(vm.ref())).toList();
    return new SiteView(
        name,
        readable,
        readable ? "" : "no answer",
        mode,
        activity,
        List.copyOf(machines.values()),
        selected,
        preflight,
        hosts.reading(machines.values(), readAt));
  }
}
