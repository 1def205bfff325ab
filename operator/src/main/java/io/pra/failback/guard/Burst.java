package io.pra.failback.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when so much happens at a site that its inventory is cheaper read whole, now and then, than
 * followed change by change: a collector that is asked for each of many changes walks all of its
 * objects for each.
 */
final class Burst {
  private static final int CHANGES = 8;
  private static final Duration QUIET = Duration.ofMillis(500);

  private final LongSupplier nanos;
  private long lastChange;
  private int changes;

  Burst(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastChange = nanos.getAsLong();
  }

  synchronized void changed(int count) {
    if (isQuiet()) {
      changes = 0;
    }
    changes += count;
    lastChange = nanos.getAsLong();
  }

  synchronized boolean isOn() {
    return changes >= CHANGES && !isQuiet();
  }

  private boolean isQuiet() {
    return nanos.getAsLong() - lastChange > QUIET.toNanos();
  }
}
