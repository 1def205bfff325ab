package io.pra.failback.decision;

import io.pra.failback.vsphere.Compute;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the hosts and datastores of a site were last seen to have.
 *
 * @param at when they were read; empty if they were not
 * @param problem why they could not be read; empty if they could, or were not asked for yet
 * @param compute what was read
 */
public record CapacityReading(Optional<Instant> at, String problem, Compute compute) {
  /** Older than this, and people are not asked to rely on it; it is read again first. */
  private static final Duration FRESH = Duration.ofSeconds(90);

  /** Older than this, and nothing is concluded from it. */
  private static final Duration LASTS = Duration.ofMinutes(10);

  /** Nothing was asked yet. */
  public static final CapacityReading NOT_YET =
      new CapacityReading(Optional.empty(), "", Compute.NOTHING);

  public static CapacityReading unknown(String why) {
    return new CapacityReading(Optional.empty(), why, Compute.NOTHING);
  }

  public static CapacityReading of(Instant at, Compute compute) {
    return new CapacityReading(Optional.of(at), "", compute);
  }

  boolean isNotYet() {
    return at.isEmpty() && problem.isEmpty();
  }

  boolean isFresh(Instant now) {
    return isYoungerThan(FRESH, now);
  }

  boolean holds(Instant now) {
    return isYoungerThan(LASTS, now);
  }

  private boolean isYoungerThan(Duration age, Instant now) {
    return at.isPresent() && Duration.between(at.get(), now).compareTo(age) <= 0;
  }
}
