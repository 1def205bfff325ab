package io.pra.failback.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when so much happens at a site at once that it is cheaper read whole, now and then, than
 * followed change by change: a collector that is asked for each of many changes walks all of its
 * objects for each. VMs that start one after the other, be it in quick succession, are no burst.
 */
final class Burst {
  private static final int CHANGES = 24;
  private static final Duration WINDOW = Duration.ofMillis(250);
  private static final Duration QUIET = Duration.ofMillis(500);

  private final LongSupplier nanos;
  private long windowBegan;
  private long lastCrowd;
  private int changes;
  private boolean any;

  Burst(LongSupplier nanos) {
    this.nanos = nanos;
    this.windowBegan = nanos.getAsLong();
  }

  synchronized void changed(int count) {
    long now = nanos.getAsLong();
    if (now - windowBegan > WINDOW.toNanos()) {
      windowBegan = now;
      changes = 0;
    }
    changes += count;
    if (changes >= CHANGES || (count > 0 && isOn())) {
      lastCrowd = now;
      any = true;
    }
  }

  synchronized boolean isOn() {
    return any && nanos.getAsLong() - lastCrowd <= QUIET.toNanos();
  }
}
