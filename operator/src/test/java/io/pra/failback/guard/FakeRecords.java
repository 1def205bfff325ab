package io.pra.failback.guard;

import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.Inquiry;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The rights, the clock and the events of a vCenter in memory. */
final class FakeRecords implements Inquiry {
  static final String OPERATOR = "LAB\\operator";

  private final Set<String> denied = new TreeSet<>();
  private final List<PowerEvent> events = new ArrayList<>();
  private final List<Set<MoRef>> asked = new ArrayList<>();
  private Supplier<Instant> clock = () -> Instant.EPOCH;
  private final List<Set<MoRef>> computed = new ArrayList<>();
  private Compute compute = Compute.NOTHING;
  private boolean silent;
  private int queries;

  synchronized void denies(String... privileges) {
    denied.clear();
    denied.addAll(List.of(privileges));
  }

  synchronized void silent(boolean value) {
    silent = value;
  }

  synchronized void ahead(Supplier<Instant> ours, Duration difference) {
    clock = () -> ours.get().plus(difference);
  }

  synchronized void records(MoRef vm, PowerEvent.Kind kind, String user, Instant at) {
    events.add(new PowerEvent(events.size() + 1, at, vm, "name of " + vm, kind, user));
  }

  /** The VMs that each question about privileges was about. */
  synchronized List<Set<MoRef>> asked() {
    return List.copyOf(asked);
  }

  /** How often it was asked for events. */
  synchronized int queries() {
    return queries;
  }

  private void check() throws VSphereException {
    if (silent) {
      throw new VSphereException(Kind.OTHER_FAULT, "NotImplemented");
    }
  }

  @Override
  public String user() {
    return OPERATOR;
  }

  @Override
  public synchronized Instant currentTime() throws VSphereException {
    check();
    return clock.get();
  }

  @Override
  public synchronized Map<MoRef, Set<String>> missingPrivileges(
      Collection<MoRef> virtualMachines, Set<String> privileges) throws VSphereException {
    asked.add(Set.copyOf(virtualMachines));
    check();
    Map<MoRef, Set<String>> missing = new LinkedHashMap<>();
    for (MoRef vm : virtualMachines) {
      Set<String> lacking = new LinkedHashSet<>(privileges);
      lacking.retainAll(denied);
      missing.put(vm, lacking);
    }
    return missing;
  }

  /** What it answers about hosts, whatever is asked. */
  synchronized void has(Compute answer) {
    compute = answer;
  }

  /** The VMs that each question about hosts was about. */
  synchronized List<Set<MoRef>> computed() {
    return List.copyOf(computed);
  }

  @Override
  public Map<MoRef, GuestTools> guestTools(Collection<MoRef> virtualMachines) {
    return Map.of();
  }

  @Override
  public synchronized Compute compute(Collection<MoRef> virtualMachines) throws VSphereException {
    computed.add(Set.copyOf(virtualMachines));
    check();
    return compute;
  }

  @Override
  public synchronized List<PowerEvent> powerEvents(Instant since, Optional<MoRef> of)
      throws VSphereException {
    queries++;
    check();
    return events.stream()
        .filter(event -> !event.at().isBefore(since))
        .filter(event -> of.isEmpty() || of.get().equals(event.vm()))
        .toList();
  }
}
