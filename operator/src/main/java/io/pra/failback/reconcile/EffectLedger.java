package io.pra.failback.reconcile;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was asked of the world a moment ago, so that it is not asked again before it can have taken
 * effect. A courtesy to the vCenter and no safeguard: to ask twice is harmless, and a restart
 * forgets it.
 */
final class EffectLedger {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private final Map<Object, Long> asked = new ConcurrentHashMap<>();

  EffectLedger(LongSupplier nanos) {
    this.nanos = nanos;
  }

  boolean isRecent(Object what) {
    Long at = asked.get(what);
    return at != null && nanos.getAsLong() - at < PATIENCE.toNanos();
  }

  /** True if it was not asked recently; from now on it was. */
  boolean claim(Object what) {
    long now = nanos.getAsLong();
    boolean[] claimed = {false};
    asked.compute(
        what,
        (same, at) -> {
          claimed[0] = at == null || now - at >= PATIENCE.toNanos();
          return claimed[0] ? Long.valueOf(now) : at;
        });
    if (asked.size() > 10_000) {
      asked.values().removeIf(at -> now - at >= PATIENCE.toNanos());
    }
    return claimed[0];
  }

  /** It was not asked after all. */
  void release(Object what) {
    asked.remove(what);
  }
}
