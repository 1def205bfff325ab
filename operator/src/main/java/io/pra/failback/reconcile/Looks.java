package io.pra.failback.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when this process has looked at each plan without a break. What was evident before a break
 * may have been otherwise during it.
 */
final class Looks {
  /** Longer than any pause that this process makes by itself. */
  static final Duration BREAK = Duration.ofSeconds(30);

  private final Map<Key, Look> looks = new ConcurrentHashMap<>();

  private record Look(Instant since, Instant last) {}

  /** Notes a look; since when there was no break. */
  Instant look(Key plan, Instant now) {
    return looks.compute(
            plan,
            (key, before) ->
                before == null || now.isAfter(before.last.plus(BREAK))
                    ? new Look(now, now)
                    : new Look(before.since, now))
        .since;
  }

  /** Notes a look that a look has led to, however long it took. */
  Instant lookAgain(Key plan, Instant now) {
    return looks.compute(plan, (key, before) -> new Look(before == null ? now : before.since, now))
        .since;
  }

  void forget(Key plan) {
    looks.remove(plan);
  }
}
