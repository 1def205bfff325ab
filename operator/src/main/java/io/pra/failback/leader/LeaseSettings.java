package io.pra.failback.leader;

import java.time.Duration;

/**
 * The Lease by which processes agree on a leader.
 *
 * @param namespace where it is
 * @param name its name
 * @param identity names this process, and no other one ever
 * @param duration how long others wait for a leader that is silent
 */
public record LeaseSettings(String namespace, String name, String identity, Duration duration) {
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  public LeaseSettings {
    if (duration.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("a lease lasts 2 s at least, for it is renewed meanwhile");
    }
  }

  /**
   * How long a leader trusts itself after it began to renew. Shorter than what the others wait, for
   * they count from a later moment and on another clock.
   */
  Duration trusted() {
    return duration.multipliedBy(2).dividedBy(3);
  }

  Duration pauseBetweenLooks() {
    return duration.dividedBy(6);
  }
}
