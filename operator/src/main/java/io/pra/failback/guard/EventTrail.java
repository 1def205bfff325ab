package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.guard.GuardListener.Incident;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads in the vCenter's own events, after a held VM was stopped, who had started it; and after a
 * restart, what an earlier process stopped and may not have told. Nothing waits for it. However
 * often a VM is started, its events are asked for once in a few seconds.
 */
final class EventTrail {
  /** Stops that come together are one question; the vCenter records a stop when it has ended. */
  private static final Duration GATHER = Duration.ofMillis(300);

  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(3);
  private static final int QUESTIONS = 3;

  /** Without a session nothing can be asked: so long is it waited for. */
  private static final Duration WITHOUT_SESSION = Duration.ofMinutes(1);

  /** The start lies before the sighting, and two clocks differ. */
  private static final Duration BEFORE_SIGHTING = Duration.ofSeconds(60);

  /** For a VM that had run for a while before anybody could see or hold it. */
  private static final Duration LONG_BEFORE = Duration.ofHours(1);

  /** What runs and is held goes first; and by then it is known who holds what. */
  private static final Duration AFTER_LOGIN = Duration.ofSeconds(1);

  private static final int LOOKED_BACK_AT = 200;
  private static final int LOOKS_BACK = 5;

  private record Stopped(
      Incident incident, Duration exposure, boolean ours, long since, int questions) {
    MoRef vm() {
      return incident.vm();
    }

    void explain(GuardListener to, StopRecord stop) {
      to.explained(incident, exposure, ours, stop);
    }

    Stopped asked() {
      return new Stopped(incident, exposure, ours, since, questions + 1);
    }
  }

  private final NextLook next;
  private final LongSupplier nanos;
  private final GuardListener listener;
  private final Supplier<Duration> clockAhead;
  private final List<Stopped> waiting = new ArrayList<>();
  private VCenter session;
  private Instant lookBack;

  // For the thread of the inquiries alone:
  private final Map<MoRef, Long> askedAt = new HashMap<>();
  private final Map<MoRef, Integer> toldUpTo = new HashMap<>();
  private String vCenterOfKeys = "";
  private int failedLooksBack;

  /**
   * A trail that nothing is on yet.
   *
   * @param clockAhead how far the vCenter's clock is ahead of ours
   */
  EventTrail(
      ScheduledExecutorService inquiries,
      LongSupplier nanos,
      GuardListener listener,
      Supplier<Duration> clockAhead) {
    this.next = new NextLook(inquiries, nanos, this::look);
    this.nanos = nanos;
    this.listener = listener;
    this.clockAhead = clockAhead;
  }

  /** What was stopped from this time on is told, where it was not. */
  synchronized void lookBackTo(Instant since) {
    lookBack = since;
  }

  synchronized void connected(VCenter vCenter) {
    session = vCenter;
    if (lookBack != null || !waiting.isEmpty()) {
      next.in(AFTER_LOGIN);
    }
  }

  synchronized void disconnected() {
    session = null;
  }

  /**
   * A held VM is down again.
   *
   * @param ours whether a call of this process was accepted
   */
  synchronized void stopped(Incident incident, Duration exposure, boolean ours) {
    waiting.add(new Stopped(incident, exposure, ours, nanos.getAsLong(), 0));
    next.in(GATHER);
  }

  private void look() {
    VCenter on;
    Instant back;
    synchronized (this) {
      on = session;
      back = lookBack;
    }
    if (on != null && back != null) {
      lookBack(on, back);
    }
    List<Stopped> due = takeDue();
    if (on == null) {
      due.forEach(this::putBackOrGiveUp);
    } else if (!due.isEmpty()) {
      explain(on, due);
    }
    synchronized (this) {
      if (!waiting.isEmpty() || (session != null && lookBack != null)) {
        next.in(BETWEEN_QUESTIONS);
      }
    }
  }

  /** What waits for VMs that were not asked about just now. */
  private synchronized List<Stopped> takeDue() {
    long now = nanos.getAsLong();
    askedAt.values().removeIf(at -> now - at >= BETWEEN_QUESTIONS.toNanos());
    List<Stopped> due =
        waiting.stream().filter(stopped -> !askedAt.containsKey(stopped.vm())).toList();
    waiting.removeAll(due);
    return due;
  }

  private void putBackOrGiveUp(Stopped stopped) {
    if (nanos.getAsLong() - stopped.since() < WITHOUT_SESSION.toNanos()) {
      synchronized (this) {
        waiting.add(stopped);
      }
    } else {
      stopped.explain(listener, StopRecord.NONE);
    }
  }

  private void explain(VCenter on, List<Stopped> due) {
    Map<MoRef, List<Stopped>> byVm = new LinkedHashMap<>();
    due.forEach(one -> byVm.computeIfAbsent(one.vm(), vm -> new ArrayList<>()).add(one));
    byVm.keySet().forEach(vm -> askedAt.put(vm, nanos.getAsLong()));
    List<PowerEvent> events;
    try {
      events =
          on.inquiry()
              .powerEvents(
                  since(due),
                  byVm.size() == 1
                      ? Optional.of(byVm.keySet().iterator().next())
                      : Optional.empty());
    } catch (VSphereException e) {
      due.forEach(one -> unexplained(one, Optional.empty()));
      return;
    }
    forgetKeysOfAnother(on.about().instanceUuid());
    byVm.forEach((vm, stops) -> explain(stops, PowerHistory.of(vm, events, on.inquiry().user())));
  }

  private Instant since(List<Stopped> due) {
    boolean again = due.stream().anyMatch(one -> one.questions() > 0);
    Instant first =
        due.stream().map(one -> one.incident().seenAt()).min(Comparator.naturalOrder()).get();
    return first.plus(clockAhead.get()).minus(again ? LONG_BEFORE : BEFORE_SIGHTING);
  }

  /**
   * The newest stops of the record are those that were just seen, in the same order. One that is
   * not there yet is asked for again, and those after it with it.
   */
  private void explain(List<Stopped> stops, PowerHistory history) {
    MoRef vm = stops.get(0).vm();
    int told = toldUpTo.getOrDefault(vm, Integer.MIN_VALUE);
    List<PowerEvent> records = history.ourStops(stops.get(0).incident().hold(), told);
    int older = Math.max(0, records.size() - stops.size());
    records.subList(0, older).forEach(stop -> recorded(stop, history));
    boolean complete = true;
    for (int i = 0; i < stops.size(); i++) {
      Stopped stopped = stops.get(i);
      Optional<PowerEvent> record =
          complete && older + i < records.size()
              ? Optional.of(records.get(older + i))
              : Optional.empty();
      Optional<String> by = record.flatMap(history::startedBefore);
      boolean lastQuestion = stopped.questions() + 1 >= QUESTIONS;
      if (record.isPresent() && (by.isPresent() || stopped.questions() > 0)) {
        toldUpTo.put(vm, record.get().key());
        stopped.explain(listener, record(record.get(), by));
      } else {
        complete &= lastQuestion;
        unexplained(stopped, history.lastStart(told));
      }
    }
  }

  private void unexplained(Stopped stopped, Optional<String> startedBy) {
    Stopped asked = stopped.asked();
    if (asked.questions() < QUESTIONS) {
      synchronized (this) {
        waiting.add(asked);
      }
    } else {
      stopped.explain(listener, new StopRecord(Optional.empty(), Optional.empty(), startedBy));
    }
  }

  /** Keys count within one vCenter. */
  private void forgetKeysOfAnother(String vCenter) {
    if (!vCenterOfKeys.equals(vCenter)) {
      vCenterOfKeys = vCenter;
      toldUpTo.clear();
    }
  }

  private synchronized void doneLookingBack() {
    lookBack = null;
  }

  private void lookBack(VCenter on, Instant to) {
    Instant since = to.plus(clockAhead.get());
    List<PowerEvent> events;
    try {
      events = on.inquiry().powerEvents(since, Optional.empty());
    } catch (VSphereException e) {
      // Again in a moment, but not for ever: it may be that events cannot be read at all.
      if (++failedLooksBack >= LOOKS_BACK) {
        doneLookingBack();
      }
      return;
    }
    doneLookingBack();
    forgetKeysOfAnother(on.about().instanceUuid());
    String us = on.inquiry().user();
    Map<PowerEvent, PowerHistory> stops = new TreeMap<>(Comparator.comparing(PowerEvent::key));
    events.stream()
        .map(PowerEvent::vm)
        .distinct()
        .map(vm -> PowerHistory.of(vm, events, us))
        .forEach(history -> history.ourHolds().forEach(stop -> stops.put(stop, history)));
    stops.entrySet().stream()
        .skip(Math.max(0, stops.size() - LOOKED_BACK_AT))
        .forEach(entry -> recorded(entry.getKey(), entry.getValue()));
  }

  private void recorded(PowerEvent stop, PowerHistory history) {
    listener.recorded(
        stop.name(),
        stop.kind() == PowerEvent.Kind.SUSPENDED ? Hold.Suspend : Hold.PowerOff,
        record(stop, history.startedBefore(stop)));
  }

  private StopRecord record(PowerEvent stop, Optional<String> startedBy) {
    return StopRecord.of(vCenterOfKeys, stop, clockAhead.get(), startedBy);
  }
}
