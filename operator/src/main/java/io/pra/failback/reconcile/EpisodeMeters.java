package io.pra.failback.reconcile;

import io.pra.failback.status.Meter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Collects what is measured about each plan between two writes of its status. */
final class EpisodeMeters {
  private final Map<Key, Meter> pending = new HashMap<>();

  synchronized void exposure(Key plan, Duration exposure) {
    Meter sofar = peek(plan);
    pending.put(
        plan,
        new Meter(
            sofar.exposureSeconds() + exposure.toNanos() / 1e9,
            Math.max(sofar.longestExposureMillis(), exposure.toMillis()),
            sofar.dualActiveSeconds()));
  }

  synchronized void dualActive(Key plan, Duration time) {
    Meter sofar = peek(plan);
    pending.put(
        plan,
        new Meter(
            sofar.exposureSeconds(),
            sofar.longestExposureMillis(),
            sofar.dualActiveSeconds() + time.toNanos() / 1e9));
  }

  synchronized Meter peek(Key plan) {
    return pending.getOrDefault(plan, Meter.ZERO);
  }

  /** These figures are in a status that was written. */
  synchronized void written(Key plan, Meter meter) {
    Meter sofar = peek(plan);
    pending.put(
        plan,
        new Meter(
            Math.max(0, sofar.exposureSeconds() - meter.exposureSeconds()),
            sofar.longestExposureMillis() > meter.longestExposureMillis()
                ? sofar.longestExposureMillis()
                : 0,
            Math.max(0, sofar.dualActiveSeconds() - meter.dualActiveSeconds())));
  }

  synchronized void forget(Key plan) {
    pending.remove(plan);
  }
}
