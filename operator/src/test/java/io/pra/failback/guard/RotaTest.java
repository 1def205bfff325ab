package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RotaTest {
  private final AtomicLong now = new AtomicLong(42);
  private final Rota rota = new Rota(3, now::get);

  @Test
  void somePollIsAnsweredEveryThirdOfAMinuteWheneverTheyBegin() {
    for (int second = 0; second < 200; second++) {
      long soonest =
          LongStream.range(0, 3).map(place -> rota.wait((int) place).toSeconds()).min().orElse(0);
      assertThat(soonest).isBetween(3L, 23L);
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void aPollThatNothingInterruptsIsAnsweredOnceAMinute() {
    Duration first = rota.wait(1);
    now.addAndGet(first.toNanos());

    assertThat(first).isEqualTo(Duration.ofSeconds(20));
    assertThat(rota.wait(1)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aTurnThatIsNearlyOverIsLeftOut() {
    now.addAndGet(Duration.ofSeconds(18).toNanos());

    assertThat(rota.wait(1)).isEqualTo(Duration.ofSeconds(62));
  }
}
