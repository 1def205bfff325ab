package io.pra.failback.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Clocks clocks = new Clocks();

  private static Instant after(Duration time) {
    return Clocks.BEGAN.plus(time);
  }

  @ParameterizedTest
  @ValueSource(longs = {600, -600})
  void aStepOfTheWallClockMovesNothing(long by) {
    SteadyClock clock = clocks.steady();
    clock.look();

    clocks.wallIsOff(Duration.ofSeconds(by));
    clocks.pass(Duration.ofSeconds(60));
    ClockReading reading = clock.look();

    assertThat(clock.instant()).isEqualTo(after(Duration.ofSeconds(60)));
    assertThat(reading.wallAhead()).isEqualTo(Duration.ofSeconds(by));
    assertThat(reading.slept()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {600, -600})
  void aProcessThatBeginsOnAMachineWithAWrongClockGoesByTheServersFromTheFirst(long by) {
    clocks.wallIsOff(Duration.ofSeconds(by));

    assertThat(clocks.steady().instant()).isEqualTo(Clocks.BEGAN);
  }

  @Test
  void untilTheServerIsHeardTheWallClockIsAllThereIs() {
    clocks.wallIsOff(TEN_MINUTES);
    clocks.serverIsSilent();
    SteadyClock clock = clocks.steady();
    assertThat(clock.instant()).isEqualTo(after(TEN_MINUTES));
    clocks.wallIsOff(Duration.ZERO);
    clocks.pass(Duration.ofSeconds(1));
    clock.look();
    assertThat(clock.instant()).isEqualTo(after(TEN_MINUTES.plusSeconds(1)));

    clocks.serverIsOff(Duration.ZERO);

    assertThat(clock.instant()).isEqualTo(after(Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(longs = {600, -600})
  void aServerThatAloneHasLeaptIsNotFollowed(long by) {
    SteadyClock clock = clocks.steady();
    clock.look();

    clocks.serverIsOff(Duration.ofSeconds(by));
    for (int i = 0; i < 60; i++) {
      clocks.pass(Duration.ofSeconds(1));
      clock.look();
    }

    assertThat(clock.instant()).isEqualTo(after(Duration.ofSeconds(60)));
  }

  @Test
  void timeThatAMachineHasSleptIsMadeUpForAtOnce() {
    SteadyClock clock = clocks.steady();
    clock.look();

    // The monotonic clock of a suspended machine stands still.
    clocks.wallIsOff(TEN_MINUTES);
    clocks.serverIsOff(TEN_MINUTES);
    ClockReading reading = clock.look();

    assertThat(reading.slept()).isEqualTo(TEN_MINUTES);
    assertThat(clock.instant()).isEqualTo(after(TEN_MINUTES));
    assertThat(reading.wallAhead()).isZero();
  }

  @Test
  void itNeverGoesBackAndIsNeverOffByMoreThanOnePartInAHundredOfATime() {
    SteadyClock clock = clocks.steady();
    clock.look();
    clocks.wallIsOff(TEN_MINUTES.negated());
    clocks.serverIsOff(TEN_MINUTES.negated());
    Instant last = clock.instant();

    for (int i = 0; i < 3600; i++) {
      clocks.pass(Duration.ofSeconds(1));
      clock.look();
      assertThat(clock.instant()).isAfter(last);
      last = clock.instant();
    }

    assertThat(Duration.between(last, after(Duration.ofHours(1))))
        .isBetween(Duration.ofSeconds(35), Duration.ofSeconds(36));
  }

  @Test
  void aClockThatDriftsIsDrawnNear() {
    SteadyClock clock = clocks.steady();
    clock.look();
    Duration drift = Duration.ZERO;

    for (int i = 0; i < 100_000; i++) {
      clocks.pass(Duration.ofSeconds(1));
      drift = drift.plusNanos(100_000);
      clocks.serverIsOff(drift);
      clock.look();
    }

    assertThat(drift).isEqualTo(Duration.ofSeconds(10));
    assertThat(Duration.between(clock.instant(), after(Duration.ofSeconds(100_010))))
        .isBetween(Duration.ZERO, Duration.ofMillis(1100));
  }
}
