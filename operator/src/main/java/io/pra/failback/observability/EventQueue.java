package io.pra.failback.observability;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What happened and is not told yet, oldest first. It is bounded: the newest stay. What happens
 * again while it waits is counted.
 */
final class EventQueue {
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final int capacity;
  private final Function<Notice, String> objectName;
  private final Map<Notice, PendingEvent> pending = new LinkedHashMap<>();
  private long dropped;
  private boolean finishing;

  /**
   * An empty queue.
   *
   * @param objectName makes a new name for the Event object of a notice
   */
  EventQueue(int capacity, Function<Notice, String> objectName) {
    this.capacity = capacity;
    this.objectName = objectName;
  }

  void add(Notice notice, Instant at) {
    add(notice, at, PendingEvent.NOTHING);
  }

  synchronized void add(Notice notice, Instant at, Runnable whenNew) {
    PendingEvent known = pending.get(notice);
    if (known != null && notice.isToldOnce()) {
      return;
    }
    if (known != null) {
      pending.put(notice, known.again(at));
      return;
    }
    if (pending.size() == capacity) {
      Iterator<Notice> oldest = pending.keySet().iterator();
      oldest.next();
      oldest.remove();
      dropped++;
    }
    pending.put(notice, new PendingEvent(notice, objectName.apply(notice), 1, at, at, whenNew));
    notifyAll();
  }

  /**
   * Waits for the oldest. It stays in the queue until {@link #remove}.
   *
   * @return empty if there is none and {@link #finish} was called
   */
  Optional<PendingEvent> oldest() throws InterruptedException {
    return oldest(namespace -> true);
  }

  /**
   * The same among those of some namespaces.
   *
   * @param open asked again and again whether events of a namespace may be told now
   */
  synchronized Optional<PendingEvent> oldest(Predicate<String> open) throws InterruptedException {
    while (true) {
      Optional<PendingEvent> oldest =
          pending.values().stream()
              .filter(event -> open.test(event.notice().namespace()))
              .findFirst();
      if (oldest.isPresent() || finishing) {
        return oldest;
      }
      wait(pending.isEmpty() ? 0 : ASK_AGAIN.toMillis());
    }
  }

  /** It is told, or never will be; what happened again since {@link #oldest} stays. */
  synchronized void remove(PendingEvent told) {
    PendingEvent now = pending.remove(told.notice());
    if (now != null && now.count() > told.count()) {
      pending.put(
          now.notice(),
          new PendingEvent(
              now.notice(),
              objectName.apply(now.notice()),
              now.count() - told.count(),
              now.last(),
              now.last(),
              now.whenNew()));
    }
  }

  /** Nobody shall wait for more than there is. */
  synchronized void finish() {
    finishing = true;
    notifyAll();
  }

  synchronized int size() {
    return pending.size();
  }

  /** How many were dropped since the last call, because there was no room. */
  synchronized long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }
}
