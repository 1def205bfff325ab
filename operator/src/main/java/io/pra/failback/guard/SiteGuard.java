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
  private final Object watching = new Object();
  private GuardRules rules = GuardRules.NONE;
  private volatile HeldSet held = HeldSet.EMPTY;
  private volatile Incidents.Session session;
  private volatile PowerWatch hot;
  private volatile Set<MoRef> watched = Set.of();

  public SiteGuard(
      String site,
      VCenterConnector connector,
      Clock clock,
      LongSupplier nanos,
      GuardListener listener) {
    this.clock = clock;
    this.listener = listener;
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
  @SuppressWarnings("try") // Closing the hot watch early is what ends its thread.
  private void serve(VCenter vCenter, Connection with) throws VSphereException {
    try (InventoryWatch cold = vCenter.watchInventory(with.scope());
        PowerWatch power = vCenter.watchPower()) {
      InventoryWatch.Update all = cold.next(Duration.ofSeconds(1));
      watched = Set.of();
      inventory.replace(all);
      recompute();
      session = new Incidents.Session(vCenter, new TaskFollower(power));
      hot = power;
      listener.seesAgain(contact.get().last());
      contact.updateAndGet(known -> known.withProblem(null));
      answered();
      reactToAll();
      incidents.retryAll();
      listener.changed();
      Thread hotThread = threads("guard-hot-" + loop.site()).newThread(() -> serveHot(power, cold));
      hotThread.start();
      try {
        while (loop.isServing()) {
          InventoryWatch.Update news = cold.next(maxWait());
          answered();
          take(news);
        }
      } finally {
        power.close();
        awaitEnd(hotThread);
      }
    } finally {
      session = null;
      hot = null;
      steps.clear();
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
    if (news.changed().isEmpty() && news.removed().isEmpty()) {
      return;
    }
    boolean recomputed = inventory.apply(news, watched);
    if (recomputed) {
      recompute();
    }
    for (VirtualMachine vm : news.changed()) {
      inventory.find(vm.ref()).ifPresent(incidents::seen);
    }
    if (recomputed) {
      watchHeld();
    }
    listener.changed();
  }

  private void serveHot(PowerWatch power, InventoryWatch cold) {
    try {
      while (loop.isServing()) {
        PowerWatch.Update news = power.next(maxWait());
        news.powerStates()
            .forEach(
                (ref, state) -> {
                  inventory.power(ref, state);
                  inventory.find(ref).ifPresent(incidents::seen);
                });
        news.endedTasks().forEach(this::ended);
        answered();
        if (!news.powerStates().isEmpty()) {
          listener.changed();
        }
      }
    } catch (VSphereException e) {
      loop.fail(e);
    } finally {
      cold.close();
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
