package io.pra.failback.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of a machine that somebody puts forward or back. */
final class WallClock extends Clock {
  private final Clock right = Clock.systemUTC();
  private volatile Duration off = Duration.ZERO;

  /** From now on it is wrong by so much. */
  void isOff(Duration by) {
    off = by;
  }

  @Override
  public Instant instant() {
    return right.instant().plus(off);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
