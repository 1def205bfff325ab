package io.pra.failback.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** A machine and an API server whose clocks can be put forward and back. */
final class Clocks {
  static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00Z");

  private long nanos;
  private Duration wallOff = Duration.ZERO;
  private Optional<Duration> serverOff = Optional.of(Duration.ZERO);

  final Clock wall =
      new Clock() {
        @Override
        public Instant instant() {
          return BEGAN.plusNanos(nanos).plus(wallOff);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }
      };

  SteadyClock steady() {
    return new SteadyClock(
        wall, () -> nanos, () -> serverOff.map(off -> BEGAN.plusNanos(nanos).plus(off)));
  }

  /** Time passes for everybody. */
  void pass(Duration time) {
    nanos += time.toNanos();
  }

  void wallIsOff(Duration by) {
    wallOff = by;
  }

  void serverIsOff(Duration by) {
    serverOff = Optional.of(by);
  }

  void serverIsSilent() {
    serverOff = Optional.empty();
  }
}
