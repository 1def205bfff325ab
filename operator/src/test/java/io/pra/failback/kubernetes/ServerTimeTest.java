package io.pra.failback.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerTimeTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration HALF = Duration.ofMillis(500);

  private final AtomicLong nanos = new AtomicLong();
  private final ServerTime time = new ServerTime(nanos::get);

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void nothingIsKnownBeforeTheFirstAnswerAndLongAfterTheLast() {
    assertThat(time.now()).isEmpty();

    time.heard(NOON);
    pass(Duration.ofSeconds(20));
    assertThat(time.now()).contains(NOON.plusSeconds(20).plus(HALF));

    pass(Duration.ofSeconds(60));
    assertThat(time.now()).isEmpty();
  }

  @Test
  void anAnswerThatWasHeldUpOnItsWayIsNotBelieved() {
    time.heard(NOON);
    pass(Duration.ofSeconds(20));

    time.heard(NOON.plusSeconds(1));

    assertThat(time.now()).contains(NOON.plusSeconds(20).plus(HALF));
  }

  @Test
  void aClockThatWasPutForwardIsBelievedAtOnceAndOneThatWasPutBackWithinTwoWindows() {
    time.heard(NOON);
    time.heard(NOON.plusSeconds(600));
    assertThat(time.now()).contains(NOON.plusSeconds(600).plus(HALF));

    for (int i = 1; i <= 62; i++) {
      pass(Duration.ofSeconds(1));
      time.heard(NOON.plusSeconds(i));
    }
    assertThat(time.now()).contains(NOON.plusSeconds(62).plus(HALF));
  }
}
