package io.pra.failback.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Rivals rivals = new Rivals();

  private static long at(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void whoWasNeverSeenIsNotSilent() {
    assertThat(rivals.silentFor(PATIENCE, at(1000))).isFalse();
  }

  @Test
  void oneWhoRenewsIsNotSilent() {
    rivals.saw("1", at(0));
    rivals.saw("2", at(9));

    assertThat(rivals.silentFor(PATIENCE, at(18.9))).isFalse();
    assertThat(rivals.silentFor(PATIENCE, at(19))).isTrue();
  }

  @Test
  void seeingTheSameAgainDoesNotProlongIt() {
    rivals.saw("1", at(0));
    rivals.saw("1", at(9));

    assertThat(rivals.silentFor(PATIENCE, at(10))).isTrue();
  }

  @Test
  void theClockMayBeginAnywhere() {
    long start = Long.MAX_VALUE - at(5);
    rivals.saw("1", start);

    assertThat(rivals.silentFor(PATIENCE, start + at(10))).isTrue();
  }
}
