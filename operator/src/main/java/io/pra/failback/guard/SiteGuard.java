package io.pra.failback.guard;

import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VCenterConnector;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Watches one vCenter and keeps its held VMs from running, with the last rules it was given, until
 * it is closed. It needs nothing but the vCenter.
 */
public final class SiteGuard implements AutoCloseable {
  /**
   * While something is held, silence is noticed sooner; while nothing is, the vCenter is left in
   * peace.
   */
  private static final Duration WAIT_WHILE_HOLDING = Duration.ofSeconds(15);

  private static final Duration WAIT_IN_PEACE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_READS = Duration.ofMillis(200);
  private static final int CONCURRENT_CALLS = 16;

  private final Clock clock;
  private final GuardListener listener;
  private final Inventory inventory = new Inventory();
  private final ExecutorService calls;
  private final ScheduledExecutorService timer;
  private final Incidents incidents;
  private final SessionLoop loop;

  private final AtomicReference<Contact> contact = new AtomicReference<>(Contact.NEVER);
  private final Map<MoRef, Consumer<VSphereException>> steps = new ConcurrentHashMap<>();
  private final Burst burst;
  private final Object watching = new Object();
  private GuardRules rules = GuardRules.NONE;
  private volatile HeldSet held = HeldSet.EMPTY;
  private volatile Incidents.Session session;
  private volatile PowerWatch hot;
  private volatile InventoryWatch cold;
  private volatile Set<MoRef> watched = Set.of();

  public SiteGuard(
      String site,
      VCenterConnector connector,
      Clock clock,
      LongSupplier nanos,
      GuardListener listener) {
    this.clock = clock;
    this.listener = listener;
    this.burst = new Burst(nanos);
    this.calls = Executors.newFixedThreadPool(CONCURRENT_CALLS, threads("guard-call-" + site));
    this.timer = Executors.newSingleThreadScheduledExecutor(threads("guard-timer-" + site));
    this.incidents =
        new Incidents(
            () -> session,
            ref -> Optional.ofNullable(held.orders().get(ref)),
            listener,
            clock,
            nanos,
            calls,
            timer);
    this.loop = new SessionLoop(site, connector, nanos, this::serve, this::lost, this::refused);
  }

  static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Connects, or changes the connection: the old session guards until the new one is there. */
  public void connect(Connection wanted) {
    loop.connect(wanted);
  }

  /** Swaps the rules. When it returns, nothing that they release is stopped any more. */
  public void enforce(GuardRules next) {
    synchronized (this) {
      if (next.equals(rules)) {
        return;
      }
      rules = next;
      recompute();
    }
    calls.execute(this::reactToAll);
    listener.changed();
  }

  /** What the guard sees now. */
  public Sight sight() {
    HeldSet now = held;
    return new Sight(
        contact.get(), List.copyOf(inventory.all()), now.orders().keySet(), now.surplus());
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
    held = HeldSet.of(rules, inventory.all());
    incidents.release(held.orders().keySet());
  }

  private void reactToAll() {
    for (MoRef ref : held.orders().keySet()) {
      inventory.find(ref).ifPresent(incidents::seen);
    }
    watchHeld();
  }

  /** Tells the hot watch what is held. */
  private void watchHeld() {
    synchronized (watching) {
      PowerWatch now = hot;
      Set<MoRef> wanted = held.orders().keySet();
      if (now == null || wanted.equals(watched)) {
        return;
      }
      try {
        now.watch(wanted);
        watched = wanted;
      } catch (VSphereException e) {
        loop.fail(e);
      }
    }
  }

  private Duration maxWait() {
    return held.orders().isEmpty() ? WAIT_IN_PEACE : WAIT_WHILE_HOLDING;
  }

  /** Serves one session until it fails. */
  private void serve(VCenter vCenter, Connection with) throws VSphereException {
    try (PowerWatch power = vCenter.watchPower();
        TaskFollower tasks =
            new TaskFollower(loop.site(), vCenter, timer, this::ended, loop::fail)) {
      cold = vCenter.watchInventory(with.scope());
      watched = Set.of();
      inventory.replace(cold.next(Duration.ofSeconds(1)).changed(), watched);
      recompute();
      session = new Incidents.Session(vCenter, tasks);
      hot = power;
      listener.seesAgain(contact.get().last());
      contact.updateAndGet(known -> known.withProblem(null));
      answered();
      reactToAll();
      incidents.retryAll();
      listener.changed();
      Thread hotThread = threads("guard-hot-" + loop.site()).newThread(() -> serveHot(power));
      hotThread.start();
      try {
        serveCold(vCenter, with);
      } finally {
        closeWatch(power);
        awaitEnd(hotThread);
      }
    } finally {
      session = null;
      hot = null;
      closeWatch(cold);
      steps.clear();
    }
  }

  /** Follows the inventory change by change, but in a burst reads it whole a few times a second. */
  private void serveCold(VCenter vCenter, Connection with) throws VSphereException {
    while (loop.isServing()) {
      InventoryWatch.Update news = cold.next(maxWait());
      answered();
      take(news);
      if (burst.isOn()) {
        cold.close();
        while (burst.isOn() && loop.isServing()) {
          pause(BETWEEN_READS);
          takeAll(vCenter.read(with.scope()));
          answered();
        }
        cold = vCenter.watchInventory(with.scope());
        takeAll(cold.next(Duration.ofSeconds(1)).changed());
      }
    }
  }

  private static void pause(Duration pause) throws VSphereException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VSphereException(VSphereException.Kind.UNREACHABLE, "the guard is being closed");
    }
  }

  private static void closeWatch(AutoCloseable watch) {
    try {
      if (watch != null) {
        watch.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("a watch closes without complaint", e);
    }
  }

  /**
   * A watch that has not ended could still report as news what the next session already knows
   * better.
   */
  private static void awaitEnd(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(InventoryWatch.Update news) {
    if (!news.changed().isEmpty() || !news.removed().isEmpty()) {
      burst.changed(news.changed().size());
      taken(news.changed(), inventory.apply(news, watched));
    }
  }

  private void takeAll(List<VirtualMachine> all) {
    taken(all, inventory.replace(all, watched));
  }

  private void taken(List<VirtualMachine> reported, boolean identitiesChanged) {
    if (identitiesChanged) {
      recompute();
    }
    for (VirtualMachine vm : reported) {
      inventory.find(vm.ref()).ifPresent(incidents::seen);
    }
    if (identitiesChanged) {
      watchHeld();
    }
    listener.changed();
  }

  private void serveHot(PowerWatch power) {
    try {
      while (loop.isServing()) {
        PowerWatch.Update news = power.next(maxWait());
        news.powerStates()
            .forEach(
                (ref, state) -> {
                  inventory.power(ref, state);
                  inventory.find(ref).ifPresent(incidents::seen);
                });
        answered();
        if (!news.powerStates().isEmpty()) {
          burst.changed(news.powerStates().size());
          listener.changed();
        }
      }
    } catch (VSphereException e) {
      loop.fail(e);
    } finally {
      closeWatch(cold);
    }
  }

  private void ended(PowerWatch.EndedTask task) {
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
  }
}
