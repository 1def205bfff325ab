package io.pra.failback.guard;

import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VCenterConnector;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Watches one vCenter and keeps its held VMs from running, with the last rules it was given, until
 * it is closed. It needs nothing but the vCenter.
 */
public final class SiteGuard implements AutoCloseable {
  private static final int CONCURRENT_CALLS = 16;

  private final Clock clock;
  private final LongSupplier nanos;
  private final GuardListener listener;
  private final ScheduledExecutorService inquiries;
  private final PreflightLoop preflight;
  private final CapacityLoop capacity;
  private final EventTrail trail;
  private final Inventory inventory;
  private final ExecutorService calls;
  private final ScheduledExecutorService timer;
  private final Incidents incidents;
  private final SessionLoop loop;

  private final AtomicReference<Contact> contact = new AtomicReference<>(Contact.NEVER);
  private final Map<MoRef, Consumer<VSphereException>> steps = new ConcurrentHashMap<>();
  private final Burst burst;

  /**
   * Held while a power state is taken in and reacted to. Several threads do both; one that reacted
   * to a state which another has replaced would end an incident that has just begun.
   */
  private final Object sighting = new Object();

  private GuardRules rules = GuardRules.NONE;
  private volatile HeldSet held = HeldSet.EMPTY;
  private volatile Incidents.Session session;

  /**
   * Begins to guard.
   *
   * @param logins of all guards of this process, for several may use one account
   * @param leads whether this process leads in a term: if so, nobody else has released a VM
   */
  public SiteGuard(
      String site,
      VCenterConnector connector,
      LoginThrottle logins,
      Clock clock,
      LongSupplier nanos,
      LongPredicate leads,
      GuardListener listener) {
    this.clock = clock;
    this.inquiries =
        Executors.newSingleThreadScheduledExecutor(Daemons.named("guard-asks-" + site));
    this.preflight = new PreflightLoop(inquiries, clock, nanos, listener::changed);
    this.capacity = new CapacityLoop(inquiries, clock, nanos, listener::changed);
    this.trail =
        new EventTrail(
            inquiries,
            nanos,
            listener,
            () -> preflight.found(vm -> false).clockAhead().orElse(Duration.ZERO));
    this.listener = new Aftermath(listener, preflight, trail);
    this.nanos = nanos;
    this.inventory = new Inventory(nanos);
    this.burst = new Burst(nanos);
    this.calls =
        Executors.newFixedThreadPool(CONCURRENT_CALLS, Daemons.named("guard-call-" + site));
    this.timer = Executors.newSingleThreadScheduledExecutor(Daemons.named("guard-timer-" + site));
    this.incidents =
        new Incidents(
            () -> session,
            this::look,
            ref -> Optional.ofNullable(held.orders().get(ref)),
            leads,
            this.listener,
            clock,
            nanos,
            calls,
            timer);
    this.loop =
        new SessionLoop(site, connector, logins, nanos, this::serve, this::lost, this::refused);
  }

  /** Connects, or changes the connection: the old session guards until the new one is there. */
  public void connect(Connection wanted) {
    loop.connect(wanted);
  }

  /**
   * Swaps the rules. When it returns, no call to stop what they release is made any more; {@link
   * #isStopping} tells whether one is still under way.
   */
  public void enforce(GuardRules next) {
    boolean turned;
    synchronized (this) {
      if (next.equals(rules)) {
        return;
      }
      HeldSet before = held;
      rules = next;
      recompute();
      turned = !before.holdsTheSameAs(held);
    }
    calls.execute(this::reactToAll);
    if (turned) {
      listener.changed();
    }
  }

  /**
   * From now on no other vCenter is believed than this one, by its instance UUID; empty for any. A
   * session that is open goes on.
   */
  public void believeOnly(String vCenter) {
    loop.pin().believeOnly(vCenter);
  }

  /** The instance UUID of the vCenter that was last logged in to; empty before the first time. */
  public String vCenter() {
    return loop.pin().vCenter();
  }

  /** What the guard sees now. */
  public Sight sight() {
    HeldSet now = held;
    return new Sight(
        contact.get(),
        List.copyOf(inventory.all()),
        now.orders().keySet(),
        now.surplus(),
        preflight.found(incidents::isOpen),
        capacity.found());
  }

  /** What will be needed of the vCenter, by VM, so that it is known beforehand what is missing. */
  public void need(Supplier<Map<MoRef, Set<String>>> privileges) {
    preflight.need(privileges);
  }

  /** What will have to be known of hosts and datastores. */
  public void need(CapacityNeed needed) {
    capacity.need(needed);
  }

  /** The release marks of some VMs, asked now; of those that have one. */
  public Map<MoRef, ReleaseMark> readMarks(Collection<MoRef> vms) throws VSphereException {
    Map<MoRef, ReleaseMark> marks = new HashMap<>();
    session()
        .vCenter()
        .readMarks(vms)
        .forEach((vm, mark) -> marks.put(vm, ReleaseMark.parse(mark)));
    return marks;
  }

  /**
   * Marks VMs as released. When it returns, no process that is out of date suspends them; when it
   * throws, it may be so for some.
   */
  public void mark(Map<MoRef, ReleaseMark> marks) throws VSphereException {
    Map<MoRef, String> written = new LinkedHashMap<>();
    marks.forEach((vm, mark) -> written.put(vm, mark.toString()));
    session().vCenter().mark(written);
  }

  /**
   * To be said before the first connection: from when on an earlier process may have stopped VMs.
   */
  public void lookBackTo(Instant since) {
    trail.lookBackTo(since);
  }

  /** Powers a VM on; {@code failed} is told if the vCenter gives up on it after accepting. */
  public void powerOn(MoRef vm, Consumer<VSphereException> failed) throws VSphereException {
    Incidents.Session now = session();
    MoRef task = now.vCenter().powerOn(vm);
    steps.put(task, failed);
    now.follower().follow(task);
  }

  /** Cuts the power of a VM; {@code failed} as for {@link #powerOn}. */
  public void powerOff(MoRef vm, Consumer<VSphereException> failed) throws VSphereException {
    Incidents.Session now = session();
    MoRef task = now.vCenter().powerOff(vm);
    steps.put(task, failed);
    now.follower().follow(task);
  }

  public void shutdownGuest(MoRef vm) throws VSphereException {
    session().vCenter().shutdownGuest(vm);
  }

  /** Looks live, past what the watches have reported. */
  public List<VirtualMachine> read(InventoryScope scope) throws VSphereException {
    return session().vCenter().read(scope);
  }

  /** What VMware Tools tell of VMs, asked now. For who can wait: it is one call or a few. */
  public Map<MoRef, GuestTools> guestTools(Collection<MoRef> vms) throws VSphereException {
    return session().vCenter().inquiry().guestTools(vms);
  }

  /** Whether the guard is about to stop this VM. */
  public boolean isStopping(MoRef vm) {
    return incidents.isOpen(vm);
  }

  private Incidents.Session session() throws VSphereException {
    Incidents.Session now = session;
    if (now == null) {
      throw new VSphereException(VSphereException.Kind.UNREACHABLE, contact.get().message());
    }
    return now;
  }

  private synchronized void recompute() {
    held = HeldSet.of(rules, inventory.all(), held);
    incidents.release(held.orders().keySet());
  }

  private void reactToAll() {
    held.orders().keySet().forEach(this::react);
  }

  private void react(MoRef ref) {
    synchronized (sighting) {
      inventory.find(ref).ifPresent(incidents::seen);
    }
  }

  /** What a VM's power is when asked now, which ends its incident if it is down. */
  private PowerState look(VCenter vCenter, MoRef ref) throws VSphereException {
    for (int looks = 1; ; looks++) {
      long began = inventory.now();
      PowerState state = vCenter.readPower(List.of(ref)).getOrDefault(ref, PowerState.UNKNOWN);
      synchronized (sighting) {
        if (looks == SessionWatches.MOST_LOOKS || !inventory.isCrossed(ref, state, began)) {
          inventory.looked(ref, state, began);
          react(ref);
          return state;
        }
      }
    }
  }

  /** Serves one session until it fails. */
  private void serve(VCenter vCenter, Connection with) throws VSphereException {
    SessionWatches opened =
        new SessionWatches(loop.site(), vCenter, with.scope(), burst, nanos, new Watcher());
    try (TaskFollower tasks =
        new TaskFollower(loop.site(), vCenter, timer, this::ended, loop::fail)) {
      opened.open();
      session = new Incidents.Session(vCenter, tasks);
      listener.seesAgain(contact.get().last());
      contact.updateAndGet(known -> known.withProblem(null));
      answered();
      incidents.retryAll();
      reactToAll();
      preflight.connected(vCenter);
      capacity.connected(vCenter);
      trail.connected(vCenter);
      listener.changed();
      opened.serve();
    } finally {
      preflight.disconnected();
      capacity.disconnected();
      trail.disconnected();
      session = null;
      steps.clear();
    }
  }

  /** What the watches of a session see goes to the inventory and to the hot path's one decision. */
  private final class Watcher implements SessionWatches.Observer {
    @Override
    public Set<MoRef> held() {
      return held.orders().keySet();
    }

    @Override
    public void all(List<VirtualMachine> machines, Supplier<Set<MoRef>> hot) {
      boolean identitiesChanged;
      synchronized (sighting) {
        identitiesChanged = inventory.replace(machines, hot.get());
      }
      taken(machines, identitiesChanged);
    }

    @Override
    public void news(InventoryWatch.Update news, Supplier<Set<MoRef>> hot) {
      if (!news.changed().isEmpty() || !news.removed().isEmpty()) {
        boolean identitiesChanged;
        synchronized (sighting) {
          identitiesChanged = inventory.apply(news, hot.get());
        }
        if (identitiesChanged) {
          burst.changed(news.changed().size());
        }
        taken(news.changed(), identitiesChanged);
      }
    }

    private void taken(List<VirtualMachine> reported, boolean identitiesChanged) {
      if (identitiesChanged) {
        recompute();
      }
      reported.forEach(vm -> react(vm.ref()));
      listener.changed();
    }

    @Override
    public Set<MoRef> told(Map<MoRef, PowerState> states) {
      return power(states, inventory::doubts, inventory::told);
    }

    @Override
    public void started(Set<MoRef> machines, long rang) {
      machines.forEach(vm -> incidents.startedAgain(vm, rang));
    }

    @Override
    public long now() {
      return inventory.now();
    }

    @Override
    public Set<MoRef> looked(Map<MoRef, PowerState> states, long began, boolean last) {
      return power(
          states,
          (ref, state) -> !last && inventory.isCrossed(ref, state, began),
          (ref, state) -> inventory.looked(ref, state, began));
    }

    /**
     * Reacts to every state, news or not: what was missed once is not missed for ever.
     *
     * @return the doubtful ones, which were not taken
     */
    private Set<MoRef> power(
        Map<MoRef, PowerState> states,
        BiPredicate<MoRef, PowerState> isDoubtful,
        BiPredicate<MoRef, PowerState> takenAsNews) {
      Set<MoRef> doubtful = new HashSet<>();
      int changed = 0;
      for (Map.Entry<MoRef, PowerState> entry : states.entrySet()) {
        MoRef ref = entry.getKey();
        synchronized (sighting) {
          if (isDoubtful.test(ref, entry.getValue())) {
            doubtful.add(ref);
          } else {
            changed += takenAsNews.test(ref, entry.getValue()) ? 1 : 0;
            react(ref);
          }
        }
      }
      if (changed > 0) {
        burst.changed(changed);
        listener.changed();
      }
      return doubtful;
    }

    @Override
    public boolean explains(Map<MoRef, PowerState> states) {
      return states.entrySet().stream()
          .allMatch(entry -> inventory.explains(entry.getKey(), entry.getValue()));
    }

    @Override
    public void answered() {
      SiteGuard.this.answered();
    }

    @Override
    public boolean isServing() {
      return loop.isServing();
    }

    @Override
    public void failed(VSphereException e) {
      loop.fail(e);
    }
  }

  private void ended(TaskWatch.EndedTask task) {
    Consumer<VSphereException> step = steps.remove(task.task());
    if (step == null) {
      incidents.ended(task);
    } else if (!task.succeeded()) {
      step.accept(task.error());
    }
  }

  private void answered() {
    contact.updateAndGet(known -> known.answered(clock.instant()));
    listener.answered();
  }

  private void lost(VSphereException e) {
    contact.updateAndGet(known -> known.lost(e));
    listener.changed();
  }

  /** New settings do not work, and the old session goes on: said, not obeyed. Null: they do. */
  private void refused(VSphereException e) {
    contact.updateAndGet(known -> known.withProblem(e));
    listener.changed();
  }

  @Override
  public void close() {
    loop.close();
    calls.shutdownNow();
    timer.shutdownNow();
    inquiries.shutdownNow();
  }
}
