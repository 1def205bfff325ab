package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Held VMs that run, each followed from the moment it is seen until it is seen not to run. A call
 * that is refused or a task that fails is tried again; nothing but the VM's power state ends an
 * incident.
 */
final class Incidents {
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);
  private static final Duration RETRY_WITHOUT_PRIVILEGE = Duration.ofSeconds(10);
  private static final Duration CONFIRMATION = Duration.ofSeconds(5);
  private static final int ATTEMPTS_BEFORE_ALARM = 5;

  /** An answer that took longer to come may be out of date. */
  private static final Duration MARK_BELIEVED = Duration.ofSeconds(1);

  /** A session, and the watch that follows its tasks. */
  record Session(VCenter vCenter, TaskFollower follower) {}

  /** Asks for the power of a VM, and lets everybody know. */
  interface Look {
    PowerState at(VCenter vCenter, MoRef vm) throws VSphereException;
  }

  private final Supplier<Session> session;
  private final Look look;
  private final Function<MoRef, Optional<HeldSet.Order>> orderOf;
  private final LongPredicate leads;
  private final GuardListener listener;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ExecutorService calls;
  private final ScheduledExecutorService timer;
  private final Map<MoRef, Open> open = new ConcurrentHashMap<>();
  private final Map<MoRef, Open> byTask = new ConcurrentHashMap<>();
  private final Map<MoRef, Integer> underWay = new ConcurrentHashMap<>();

  Incidents(
      Supplier<Session> session,
      Look look,
      Function<MoRef, Optional<HeldSet.Order>> orderOf,
      LongPredicate leads,
      GuardListener listener,
      Clock clock,
      LongSupplier nanos,
      ExecutorService calls,
      ScheduledExecutorService timer) {
    this.session = session;
    this.look = look;
    this.orderOf = orderOf;
    this.leads = leads;
    this.listener = listener;
    this.clock = clock;
    this.nanos = nanos;
    this.calls = calls;
    this.timer = timer;
  }

  private static final class Open {
    final GuardListener.Incident incident;
    final long seenNanos;
    final boolean dryRun;
    final AtomicInteger attempts = new AtomicInteger();

    /** Counts what was put on the agenda: only the newest entry is carried out. */
    final AtomicInteger agenda = new AtomicInteger();

    volatile MoRef task;

    /** Whether the vCenter has taken a call of ours, or is just being called. */
    volatile boolean accepted;

    /** When the newest call was made. */
    volatile long calledNanos;

    /** Whether the VM may have been started since then. */
    volatile boolean startedAgain;

    volatile boolean told;

    /** What this process believed in when it found the VM released; null unless it did. */
    volatile Set<HoldStamp> outdated;

    private Session claimedBy;

    Open(GuardListener.Incident incident, long seenNanos, boolean dryRun) {
      this.incident = incident;
      this.seenNanos = seenNanos;
      this.dryRun = dryRun;
    }

    boolean stoodBack() {
      return outdated != null;
    }

    /** Whether an order is a reason to begin anew. */
    boolean yieldsTo(HeldSet.Order order) {
      return (dryRun && !order.dryRun()) || (stoodBack() && !order.stamps().equals(outdated));
    }

    synchronized boolean claim(Session by) {
      boolean first = !by.equals(claimedBy);
      claimedBy = by;
      return first;
    }
  }

  /** The one decision of the hot path: a VM that is held and runs is stopped. */
  void seen(VirtualMachine vm) {
    PowerState state = vm.powerState();
    if (!state.mayRun()) {
      end(vm.ref());
    } else if (state == PowerState.POWERED_ON) {
      orderOf.apply(vm.ref()).ifPresent(order -> begin(vm, order));
    }
  }

  private void begin(VirtualMachine vm, HeldSet.Order order) {
    long now = nanos.getAsLong();
    Open before = open.get(vm.ref());
    if (before != null && !before.yieldsTo(order)) {
      return;
    }
    Open fresh =
        new Open(
            new GuardListener.Incident(
                vm.ref(), vm.name(), order.owner(), order.hold(), clock.instant()),
            now,
            order.dryRun());
    boolean first =
        before == null
            ? open.putIfAbsent(vm.ref(), fresh) == null
            : open.replace(vm.ref(), before, fresh);
    if (!first) {
      return;
    }
    if (order.dryRun()) {
      listener.wouldHold(fresh.incident);
      return;
    }
    submit(fresh);
  }

  /** Whether the guard is stopping this VM now, be it by a call that was made before a release. */
  boolean isOpen(MoRef vm) {
    Open incident = open.get(vm);
    return (incident != null && !incident.stoodBack()) || underWay.containsKey(vm);
  }

  /** After a new login: what is still open is tried at once on the new session. */
  void retryAll() {
    open.values().stream().filter(incident -> !incident.dryRun).forEach(this::submit);
  }

  /** Forgets VMs that no rule holds any more, or that are gone. */
  void release(Set<MoRef> stillHeld) {
    open.keySet().removeIf(vm -> !stillHeld.contains(vm));
  }

  /**
   * A task that starts a VM has begun. If that was after our call, the VM may be down and up again
   * with nobody having seen it down: then the end of our task is not waited for as long.
   *
   * @param rang when it was heard of, in nanoseconds of the monotonic clock
   */
  void startedAgain(MoRef vm, long rang) {
    Open incident = open.get(vm);
    if (incident == null || !incident.accepted || rang - incident.calledNanos <= 0) {
      return;
    }
    incident.startedAgain = true;
    MoRef task = incident.task;
    Session now = session.get();
    if (task != null && now != null) {
      now.follower().followNow(task);
    }
  }

  void ended(TaskWatch.EndedTask task) {
    Open incident = byTask.remove(task.task());
    if (incident == null) {
      return;
    }
    incident.task = null;
    if (!isCurrent(incident)) {
      return;
    }
    if (task.succeeded()) {
      // Done, and not seen to be: the watch is late, or somebody has started it again so soon that
      // there was nothing for it to tell.
      Duration pause = incident.startedAgain ? Duration.ZERO : FIRST_RETRY;
      later(incident, pause, () -> look(incident, false));
    } else {
      failed(incident, task.error());
    }
  }

  private void end(MoRef vm) {
    Open incident = open.remove(vm);
    if (incident == null || incident.dryRun || incident.stoodBack()) {
      return;
    }
    MoRef task = incident.task;
    Session now = session.get();
    if (task != null) {
      byTask.remove(task);
      if (now != null) {
        now.follower().settled(task);
      }
    }
    listener.confirmed(
        incident.incident,
        Duration.ofNanos(nanos.getAsLong() - incident.seenNanos),
        incident.accepted);
  }

  private boolean isCurrent(Open incident) {
    return open.get(incident.incident.vm()) == incident;
  }

  private void submit(Open incident) {
    try {
      calls.execute(() -> attemptFirst(incident));
    } catch (RejectedExecutionException e) {
      // The guard is being closed: what is open stays open for the next process.
    }
  }

  /** Replaces what was to happen to this incident next: a retry and a look never both go on. */
  private void later(Open incident, Duration delay, Runnable what) {
    int entry = incident.agenda.incrementAndGet();
    try {
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> {
                if (isCurrent(incident) && incident.agenda.get() == entry) {
                  calls.execute(what);
                }
              },
              delay.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  /** A session's first reading and its {@link #retryAll} both bring what runs: it is tried once. */
  private void attemptFirst(Open incident) {
    Session now = session.get();
    if (now != null && incident.claim(now)) {
      incident.agenda.incrementAndGet();
      attempt(incident);
    }
  }

  private void attempt(Open incident) {
    MoRef vm = incident.incident.vm();
    underWay.merge(vm, 1, Integer::sum);
    try {
      // The order is asked for after that entry, so whoever releases the VM either sees the call
      // or prevents it.
      stop(incident);
    } finally {
      underWay.computeIfPresent(vm, (same, calls) -> calls == 1 ? null : calls - 1);
    }
  }

  private void stop(Open incident) {
    MoRef vm = incident.incident.vm();
    Session now = session.get();
    Optional<HeldSet.Order> order = orderOf.apply(vm);
    if (!isCurrent(incident) || now == null) {
      return;
    }
    if (order.isEmpty() || order.get().dryRun()) {
      open.remove(vm, incident);
      return;
    }
    incident.attempts.incrementAndGet();
    try {
      if (isReleased(now, vm, order.get())) {
        incident.outdated = order.get().stamps();
        listener.stoodBack(incident.incident);
        return;
      }
      // Before the call: the VM may be seen to obey before it returns.
      incident.startedAgain = false;
      incident.calledNanos = nanos.getAsLong();
      incident.accepted = true;
      MoRef task =
          order.get().hold() == Hold.PowerOff
              ? now.vCenter().powerOff(vm)
              : now.vCenter().suspend(vm);
      incident.task = task;
      byTask.put(task, incident);
      listener.accepted(
          incident.incident, Duration.ofNanos(nanos.getAsLong() - incident.seenNanos));
      if (!isCurrent(incident)) {
        // It was seen to obey before the call had returned.
        byTask.remove(task);
        return;
      }
      later(incident, CONFIRMATION, () -> look(incident, true));
      now.follower().follow(task);
      if (incident.startedAgain) {
        now.follower().followNow(task);
      }
    } catch (VSphereException e) {
      refused(incident, e);
    }
  }

  /**
   * Whether the VM was released since the order was given. The leader knows, for nobody else
   * releases; any other process may be the last to hear of it, and asks the VM itself.
   */
  private boolean isReleased(Session now, MoRef vm, HeldSet.Order order) throws VSphereException {
    for (int read = 1; read <= 2; read++) {
      if (order.stamps().stream().anyMatch(stamp -> leads.test(stamp.term()))) {
        return false;
      }
      long asked = nanos.getAsLong();
      ReleaseMark mark =
          ReleaseMark.parse(now.vCenter().readMarks(List.of(vm)).getOrDefault(vm, ""));
      if (order.stamps().stream().allMatch(mark::releases)) {
        return true;
      }
      if (nanos.getAsLong() - asked < MARK_BELIEVED.toNanos()) {
        return false;
      }
      // This process may have been frozen since the answer, and the VM released: once more. A
      // vCenter that is merely slow is believed then.
    }
    return false;
  }

  private void refused(Open incident, VSphereException e) {
    incident.accepted = false;
    failed(incident, e);
  }

  private void failed(Open incident, VSphereException e) {
    switch (e.kind()) {
      case INVALID_POWER_STATE, NOT_FOUND -> look(incident, false);
      case NO_PERMISSION -> {
        if (!incident.told) {
          incident.told = true;
          listener.refused(incident.incident, e);
        }
        later(incident, RETRY_WITHOUT_PRIVILEGE, () -> attempt(incident));
      }
      default -> {
        if (incident.attempts.get() >= ATTEMPTS_BEFORE_ALARM && !incident.told) {
          incident.told = true;
          listener.unconfirmed(incident.incident, e.getMessage());
        }
        later(incident, backoff(incident.attempts.get()), () -> attempt(incident));
      }
    }
  }

  private static Duration backoff(int attempts) {
    Duration grown = FIRST_RETRY.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 10));
    return grown.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : grown;
  }

  /** Asks the vCenter itself, where a watch has not told or an answer was surprising. */
  private void look(Open incident, boolean overdue) {
    Session now = session.get();
    if (!isCurrent(incident) || now == null) {
      return;
    }
    MoRef vm = incident.incident.vm();
    try {
      PowerState state = look.at(now.vCenter(), vm);
      if (!isCurrent(incident)) {
        return;
      }
      if (!state.mayRun()) {
        // A watch has told something since; or the VM is gone, which it will tell.
        incident.attempts.incrementAndGet();
        later(incident, backoff(incident.attempts.get()), () -> look(incident, overdue));
        return;
      }
    } catch (VSphereException e) {
      // Not knowing is running: go on.
    }
    boolean often = incident.attempts.get() >= ATTEMPTS_BEFORE_ALARM;
    if ((overdue || often) && !incident.told) {
      incident.told = true;
      listener.unconfirmed(
          incident.incident,
          overdue
              ? "still running %d s after the vCenter accepted to stop it"
                  .formatted(CONFIRMATION.toSeconds())
              : "the vCenter says that it does not run, and that it does");
    }
    later(incident, backoff(incident.attempts.get()), () -> attempt(incident));
  }
}
