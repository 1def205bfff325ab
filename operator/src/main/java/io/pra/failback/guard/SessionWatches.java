package io.pra.failback.guard;

import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What looks at a vCenter in one session, each on a thread of its own: <em>hot</em>, a long poll on
 * the power of every VM; a <em>bell</em>, a long poll on tasks; and <em>cold</em>, the inventory.
 *
 * <p>A collector that is asked about a change may walk all of its objects and properties for it. So
 * the bell, which has one object, makes the guard look at what a task is about before the hot watch
 * can tell; the cold watch waits for news only while there may be more to learn than power states
 * ({@link Attention}); and while a burst lasts, hot and cold are given up for whole reads, a few a
 * second.
 */
final class SessionWatches {
  /** What is to be done with what the watches see. */
  interface Observer {
    /** What is held now. */
    Set<MoRef> held();

    /** The newest whole description of every VM. */
    void all(List<VirtualMachine> machines, Supplier<Set<MoRef>> hot);

    void news(InventoryWatch.Update news, Supplier<Set<MoRef>> hot);

    /**
     * Newest power states of VMs, in the order in which they were true.
     *
     * @return those that a look has lately contradicted, which were not taken
     */
    Set<MoRef> told(Map<MoRef, PowerState> states);

    /** Now, for {@link #looked}. */
    long now();

    /**
     * Power states of some VMs as a look has found them.
     *
     * @param began what {@link #now} was before
     * @param last whether to take them however doubtful they are
     * @return those that another look has contradicted meanwhile, which were not taken
     */
    Set<MoRef> looked(Map<MoRef, PowerState> states, long began, boolean last);

    /**
     * Tasks that start VMs have begun.
     *
     * @param rang when the bell did, in nanoseconds of the monotonic clock
     */
    void started(Set<MoRef> machines, long rang);

    /** Whether these states are all that there was to learn of these VMs. */
    boolean explains(Map<MoRef, PowerState> states);

    void answered();

    boolean isServing();

    void failed(VSphereException e);
  }

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_READS = Duration.ofMillis(200);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** More tasks than this at once are looked at by reading every held VM. */
  private static final int FEW = 4;

  /** So often is looked again where two looks contradict each other. */
  static final int MOST_LOOKS = 3;

  /** Places in the rota. */
  private static final int HOT = 0;

  private static final int BELL = 1;
  private static final int COLD = 2;

  private static final Duration END = Duration.ofSeconds(30);

  private final String site;
  private final VCenter vCenter;
  private final InventoryScope scope;
  private final Burst burst;
  private final LongSupplier nanos;
  private final Observer observer;
  private final Rota rota;
  private final Attention attention;
  private volatile boolean bursting;
  private volatile SiteWatch hot;
  private volatile InventoryWatch cold;
  private volatile TaskBell bell;

  /** VMs whose power the hot watch has told, and which it therefore has to say. */
  private final Set<MoRef> told = ConcurrentHashMap.newKeySet();

  SessionWatches(
      String site,
      VCenter vCenter,
      InventoryScope scope,
      Burst burst,
      LongSupplier nanos,
      Observer observer) {
    this.site = site;
    this.vCenter = vCenter;
    this.scope = scope;
    this.burst = burst;
    this.nanos = nanos;
    this.rota = new Rota(3, nanos);
    this.attention = new Attention(nanos);
    this.observer = observer;
  }

  /** Reads the whole inventory for the first time. */
  void open() throws VSphereException {
    cold = vCenter.watchInventory(scope);
    observer.all(cold.next(FIRST_WAIT).changed(), this::notColds);
  }

  /** Serves until a watch fails or the observer has enough. */
  void serve() throws VSphereException {
    Thread[] others = {
      Daemons.named("guard-hot-" + site).newThread(() -> guarded(this::serveHot)),
      Daemons.named("guard-bell-" + site).newThread(() -> guarded(this::serveBell))
    };
    for (Thread other : others) {
      other.start();
    }
    try {
      serveCold();
    } finally {
      close(hot);
      close(bell);
      close(cold);
      for (Thread other : others) {
        awaitEnd(other);
      }
    }
  }

  /** VMs whose power is not the cold watch's to say. */
  private Set<MoRef> notColds() {
    return bursting ? observer.held() : told;
  }

  private interface Part {
    void run() throws VSphereException;
  }

  private void guarded(Part part) {
    try {
      part.run();
    } catch (VSphereException e) {
      observer.failed(e);
      close(cold);
    } finally {
      attention.wake();
    }
  }

  private void serveHot() throws VSphereException {
    while (observer.isServing()) {
      awaitEndOfBurst();
      try (SiteWatch opened = vCenter.watchSite(scope)) {
        hot = opened;
        while (!bursting && observer.isServing()) {
          Map<MoRef, PowerState> states = opened.next(rota.wait(HOT));
          observer.answered();
          told.addAll(states.keySet());
          // What a look has found since may be newer than what the watch tells.
          look(observer.told(states));
          attention.changed(states.size());
          attend(!observer.explains(states));
        }
      } catch (VSphereException e) {
        if (!bursting) {
          throw e;
        }
      } finally {
        hot = null;
        told.clear();
      }
    }
  }

  private void serveBell() throws VSphereException {
    try (TaskBell opened = vCenter.listenForTasks()) {
      bell = opened;
      while (observer.isServing()) {
        Set<MoRef> begun = opened.next(rota.wait(BELL));
        observer.answered();
        if (begun.isEmpty()) {
          continue;
        }
        long rang = nanos.getAsLong();
        attention.changed(begun.size());
        if (observer.held().isEmpty()) {
          attend(true);
        } else if (begun.size() > FEW) {
          look(observer.held());
          attend(true);
        } else {
          long began = observer.now();
          TaskBell.Subjects subjects = opened.subjects(begun);
          look(observer.looked(subjects.virtualMachines(), began, false));
          observer.started(subjects.started(), rang);
          attend(subjects.others() || !observer.explains(subjects.virtualMachines()));
        }
        ride();
      }
    }
  }

  private void attend(boolean isReason) {
    if (isReason) {
      attention.call();
    }
  }

  private void look(Collection<MoRef> machines) throws VSphereException {
    Collection<MoRef> left = machines;
    for (int looks = 1; !left.isEmpty(); looks++) {
      long began = observer.now();
      Map<MoRef, PowerState> states = vCenter.readPower(left);
      observer.answered();
      left = observer.looked(states, began, looks == MOST_LOOKS);
    }
  }

  /** If this is a burst, sees it through with looks, and only then lets the collectors go on. */
  private void ride() throws VSphereException {
    if (!burst.isOn()) {
      return;
    }
    bursting = true;
    close(hot);
    close(cold);
    attention.wake();
    try {
      while (burst.isOn() && observer.isServing()) {
        pause(BETWEEN_LOOKS);
        look(observer.held());
      }
    } finally {
      synchronized (this) {
        bursting = false;
        notifyAll();
      }
    }
  }

  private void serveCold() throws VSphereException {
    while (observer.isServing()) {
      try {
        while (!isOver()) {
          Optional<Attention.Turn> turn = attention.await(rota.wait(COLD), this::isOver);
          if (turn.isPresent()) {
            take(turn.get());
          }
        }
      } catch (InterruptedException e) {
        throw interrupted();
      } catch (VSphereException e) {
        if (!bursting) {
          throw e;
        }
      }
      while (bursting && observer.isServing()) {
        observer.all(vCenter.read(scope), this::notColds);
        observer.answered();
        pause(BETWEEN_READS);
      }
      if (observer.isServing()) {
        close(cold);
        open();
      }
    }
  }

  private void take(Attention.Turn turn) throws VSphereException {
    if (turn.anew()) {
      close(cold);
      open();
    }
    InventoryWatch.Update news = cold.next(turn.patience());
    observer.answered();
    if (news.changed().stream().anyMatch(vm -> vm.instanceUuid().isEmpty())) {
      attention.call();
    }
    observer.news(news, this::notColds);
  }

  private boolean isOver() {
    return bursting || !observer.isServing();
  }

  private synchronized void awaitEndOfBurst() throws VSphereException {
    try {
      while (bursting && observer.isServing()) {
        wait(END.toMillis());
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static void pause(Duration pause) throws VSphereException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static VSphereException interrupted() {
    Thread.currentThread().interrupt();
    return new VSphereException(VSphereException.Kind.UNREACHABLE, "the guard is being closed");
  }

  private static void close(AutoCloseable watch) {
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
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
