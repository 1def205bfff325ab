package io.pra.failback.guard;

import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.PowerWatch;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The long polls of one session, each on a thread of its own: <em>hot</em> on the power of the held
 * VMs, <em>cold</em> on the inventory, and a <em>bell</em> on tasks.
 *
 * <p>A collector that is asked about many changes at once walks all of its objects for each of
 * them. So the bell, which has one object, makes the guard look at all held VMs with one call; and
 * while a burst lasts, the other two collectors are given up for whole reads, a few a second.
 */
final class SessionWatches {
  /** What is to be done with what the watches see. */
  interface Observer {
    /** What is held now. */
    Set<MoRef> held();

    /** The newest whole description of every VM. */
    void all(List<VirtualMachine> machines, Supplier<Set<MoRef>> hot);

    void news(InventoryWatch.Update news, Supplier<Set<MoRef>> hot);

    /** Newest power states of held VMs, in the order in which they were true. */
    void told(Map<MoRef, PowerState> states);

    /** Now, for {@link #looked}. */
    long now();

    /**
     * Power states of held VMs as a look has found them.
     *
     * @param began what {@link #now} was before
     */
    void looked(Map<MoRef, PowerState> states, long began);

    void answered();

    boolean isServing();

    void failed(VSphereException e);
  }

  /**
   * While something is held, silence is noticed sooner; while nothing is, the vCenter is left in
   * peace.
   */
  private static final Duration WAIT_WHILE_HOLDING = Duration.ofSeconds(15);

  private static final Duration WAIT_IN_PEACE = Duration.ofSeconds(60);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_READS = Duration.ofMillis(200);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration END = Duration.ofSeconds(30);

  private final String site;
  private final VCenter vCenter;
  private final InventoryScope scope;
  private final Burst burst;
  private final Observer observer;
  private final Object watching = new Object();
  private volatile boolean bursting;
  private volatile PowerWatch hot;
  private volatile InventoryWatch cold;
  private volatile TaskBell bell;

  /** VMs whose power is the hot watch's to say. */
  private volatile Set<MoRef> watched = Set.of();

  /** What the hot watch was asked to watch last. */
  private Set<MoRef> asked = Set.of();

  SessionWatches(
      String site, VCenter vCenter, InventoryScope scope, Burst burst, Observer observer) {
    this.site = site;
    this.vCenter = vCenter;
    this.scope = scope;
    this.burst = burst;
    this.observer = observer;
  }

  /** Reads the whole inventory for the first time. */
  void open() throws VSphereException {
    cold = vCenter.watchInventory(scope);
    observer.all(cold.next(FIRST_WAIT).changed(), () -> watched);
  }

  /** Serves until a watch fails or the observer has enough. */
  void serve() throws VSphereException {
    Thread[] others = {
      SiteGuard.threads("guard-hot-" + site).newThread(() -> guarded(this::serveHot)),
      SiteGuard.threads("guard-bell-" + site).newThread(() -> guarded(this::serveBell))
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

  /** Tells the hot watch what is held. */
  void watchHeld() {
    guarded(
        () -> {
          synchronized (watching) {
            PowerWatch now = hot;
            Set<MoRef> wanted = observer.held();
            // Before the hot watch reports: of these, the inventory watch has only older news.
            watched = wanted;
            if (now != null && !wanted.equals(asked)) {
              Set<MoRef> released = new HashSet<>(asked);
              released.removeAll(wanted);
              try {
                now.watch(wanted);
                asked = wanted;
                // What the inventory watch has told of these was the hot watch's to say till now.
                look(released);
              } catch (VSphereException e) {
                if (!bursting) {
                  throw e;
                }
              }
            }
          }
        });
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
    }
  }

  private Duration maxWait() {
    return observer.held().isEmpty() ? WAIT_IN_PEACE : WAIT_WHILE_HOLDING;
  }

  private void serveHot() throws VSphereException {
    while (observer.isServing()) {
      awaitEndOfBurst();
      try (PowerWatch opened = vCenter.watchPower()) {
        synchronized (watching) {
          hot = opened;
          asked = Set.of();
        }
        watchHeld();
        while (!bursting && observer.isServing()) {
          Map<MoRef, PowerState> states = opened.next(maxWait()).powerStates();
          observer.answered();
          observer.told(states);
        }
      } catch (VSphereException e) {
        if (!bursting) {
          throw e;
        }
      } finally {
        hot = null;
      }
    }
  }

  private void serveBell() throws VSphereException {
    try (TaskBell opened = vCenter.listenForTasks()) {
      bell = opened;
      while (observer.isServing()) {
        boolean rung = opened.next(maxWait());
        observer.answered();
        if (rung && !observer.held().isEmpty()) {
          look(observer.held());
          ride();
        }
      }
    }
  }

  private void look(Collection<MoRef> machines) throws VSphereException {
    if (machines.isEmpty()) {
      return;
    }
    long began = observer.now();
    Map<MoRef, PowerState> states = vCenter.readPower(machines);
    observer.answered();
    observer.looked(states, began);
  }

  /** If this is a burst, sees it through with looks, and only then lets the collectors go on. */
  private void ride() throws VSphereException {
    if (!burst.isOn()) {
      return;
    }
    bursting = true;
    close(hot);
    close(cold);
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
        while (!bursting && observer.isServing()) {
          InventoryWatch.Update news = cold.next(maxWait());
          observer.answered();
          observer.news(news, () -> watched);
        }
      } catch (VSphereException e) {
        if (!bursting) {
          throw e;
        }
      }
      while (bursting && observer.isServing()) {
        observer.all(vCenter.read(scope), () -> watched);
        observer.answered();
        pause(BETWEEN_READS);
      }
      if (observer.isServing()) {
        close(cold);
        open();
      }
    }
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
