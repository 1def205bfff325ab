package io.pra.failback.guard;

import io.pra.failback.vsphere.Credentials;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps a wrong password from locking the account: after a refusal the same credentials wait,
 * longer each time. vCenter's own policy locks after five failures within three minutes.
 */
final class LoginThrottle {
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(40);

  private final LongSupplier nanos;
  private Credentials refused;
  private Duration pause = FIRST;
  private long refusedAt;

  LoginThrottle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** How long these credentials must still wait; zero if they may be tried. */
  synchronized Duration wait(Credentials credentials) {
    if (!credentials.equals(refused)) {
      return Duration.ZERO;
    }
    Duration left = pause.minusNanos(nanos.getAsLong() - refusedAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized void refused(Credentials credentials) {
    boolean again = credentials.equals(refused);
    Duration doubled = pause.multipliedBy(2);
    pause = !again ? FIRST : doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    refused = credentials;
    refusedAt = nanos.getAsLong();
  }

  synchronized void accepted() {
    refused = null;
    pause = FIRST;
  }
}
