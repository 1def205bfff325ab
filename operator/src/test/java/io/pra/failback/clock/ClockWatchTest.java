package io.pra.failback.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.clock.ClockWatch.Kind;
import io.pra.failback.clock.ClockWatch.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Clocks clocks = new Clocks();
  private final List<Step> steps = new ArrayList<>();
  private final ClockWatch watch = new ClockWatch(clocks.steady(), reading -> {}, steps::add);

  @AfterEach
  void close() {
    watch.close();
  }

  private List<Step> looksFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clocks.pass(Duration.ofSeconds(1));
      watch.look();
    }
    return steps;
  }

  @Test
  void aStepIsToldOnceAndItsEndToo() {
    assertThat(looksFor(3)).isEmpty();

    clocks.wallIsOff(TEN_MINUTES.negated());
    assertThat(looksFor(10))
        .containsExactly(
            new Step(Kind.WALL_CLOCK_STEPPED, TEN_MINUTES.negated(), TEN_MINUTES.negated()));

    clocks.wallIsOff(Duration.ZERO);
    assertThat(looksFor(10))
        .last()
        .isEqualTo(new Step(Kind.WALL_CLOCK_STEPPED, TEN_MINUTES, Duration.ZERO));
    assertThat(steps).hasSize(2);
  }

  @Test
  void aServerThatLeapsIsToldOf() {
    looksFor(1);

    clocks.serverIsOff(TEN_MINUTES);

    assertThat(looksFor(10))
        .containsExactly(new Step(Kind.SERVER_CLOCK_STEPPED, TEN_MINUTES, TEN_MINUTES));
  }

  @Test
  void aMachineThatSleptIsToldOfAndNoClockIsBlamed() {
    looksFor(1);

    clocks.wallIsOff(TEN_MINUTES);
    clocks.serverIsOff(TEN_MINUTES);

    assertThat(looksFor(10))
        .containsExactly(new Step(Kind.TIME_CAUGHT_UP, TEN_MINUTES, Duration.ZERO));
  }
}
