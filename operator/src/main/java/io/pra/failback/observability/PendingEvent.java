package io.pra.failback.observability;

import java.time.Instant;

/**
 * Something that happened and is not told yet.
 *
 * @param objectName the name that the Event object gets if it becomes a new one; kept over retries,
 *     so that a creation whose answer was lost is not repeated
 * @param count how many times it happened
 * @param whenNew run once it has become an Event object, and not if there was one already
 */
record PendingEvent(
    Notice notice, String objectName, int count, Instant first, Instant last, Runnable whenNew) {
  static final Runnable NOTHING = () -> {};

  PendingEvent again(Instant at) {
    return new PendingEvent(notice, objectName, count + 1, first, at, whenNew);
  }
}
