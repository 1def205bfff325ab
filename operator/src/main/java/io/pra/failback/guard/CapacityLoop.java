package io.pra.failback.guard;

import io.pra.failback.decision.CapacityReading;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Asks what hosts and datastores have, while somebody is about to start VMs there, and never
 * otherwise. Nothing of the guard waits for it.
 */
final class CapacityLoop {
  /** A burst of news is one question. */
  private static final Duration AFTER_NEWS = Duration.ofMillis(200);

  /** Suspensions that a login has brought about go first. */
  private static final Duration AFTER_LOGIN = Duration.ofMillis(300);

  private static final Duration COULD_NOT_ASK = Duration.ofSeconds(10);

  private static final int LONGEST_PROBLEM = 200;

  private final NextLook next;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Runnable changed;

  private CapacityNeed need = CapacityNeed.NONE;
  private VCenter session;

  // Of the thread of the loop alone.
  private Set<MoRef> askedAbout = Set.of();
  private VCenter askedOn;
  private long askedAt;

  private volatile CapacityReading found = CapacityReading.NOT_YET;

  CapacityLoop(
      ScheduledExecutorService inquiries, Clock clock, LongSupplier nanos, Runnable changed) {
    this.next = new NextLook(inquiries, nanos, this::look);
    this.clock = clock;
    this.nanos = nanos;
    this.changed = changed;
  }

  synchronized void connected(VCenter vCenter) {
    session = vCenter;
    soon(AFTER_LOGIN);
  }

  synchronized void disconnected() {
    session = null;
  }

  /** What is needed may have changed. */
  synchronized void need(CapacityNeed wanted) {
    boolean idle = wanted.equals(CapacityNeed.NONE) && need.equals(CapacityNeed.NONE);
    need = wanted;
    if (!idle) {
      soon(AFTER_NEWS);
    }
  }

  CapacityReading found() {
    return found;
  }

  private synchronized void soon(Duration delay) {
    if (session != null) {
      next.in(delay);
    }
  }

  private void look() {
    VCenter on;
    CapacityNeed wanted;
    synchronized (this) {
      on = session;
      wanted = need;
    }
    if (on == null) {
      return;
    }
    Set<MoRef> machines = wanted.machines().get();
    if (machines.isEmpty()) {
      askedAbout = Set.of();
      found = CapacityReading.NOT_YET;
      return;
    }
    Duration age = Duration.ofNanos(nanos.getAsLong() - askedAt);
    Duration every = found.problem().isEmpty() ? wanted.every() : COULD_NOT_ASK;
    boolean isNews = !askedAbout.containsAll(machines) || on != askedOn;
    if (!isNews && age.compareTo(every) < 0) {
      soon(every.minus(age));
      return;
    }
    ask(on, machines);
    soon(wanted.every());
    changed.run();
  }

  private void ask(VCenter on, Set<MoRef> machines) {
    askedAbout = Set.copyOf(machines);
    askedOn = on;
    askedAt = nanos.getAsLong();
    try {
      found = CapacityReading.of(clock.instant(), on.inquiry().compute(machines));
    } catch (VSphereException | RuntimeException e) {
      found =
          CapacityReading.unknown(PlainText.of(String.valueOf(e.getMessage()), LONGEST_PROBLEM));
    }
  }
}
