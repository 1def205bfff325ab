package io.pra.failback.status;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an episode has waited for people, and for nothing but people.
 *
 * <p>Each decision says whether it does ({@link io.pra.failback.decision.Decision#asksPeople}); the
 * time from one that does to the next that does not is counted. So it is the union of all single
 * waits: several that overlap are counted once, what was said before it was asked for is not waited
 * for at all, and while a VM, a check or an action of the operator is waited for too, the people
 * are not to blame. What people say while no operator looks is seen by the next one that does, and
 * is waited for until then.
 *
 * @param seconds of the waits that are over
 * @param since when the one that is not over began; null if there is none
 */
record PeopleWait(double seconds, Instant since) {
  /** After a decision. */
  PeopleWait next(boolean asksPeople, Instant now) {
    if (asksPeople) {
      return since == null ? new PeopleWait(seconds, now) : this;
    }
    return since == null
        ? this
        : new PeopleWait(
            seconds + Math.max(0, Duration.between(since, now).toMillis()) / 1000.0, null);
  }
}
