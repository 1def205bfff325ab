package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BurstTest {
  private final AtomicLong now = new AtomicLong();
  private final Burst burst = new Burst(now::get);

  @Test
  void manyChangesAtOnceAreABurstUntilNothingHappensAnyMore() {
    burst.changed(10);
    assertThat(burst.isOn()).isFalse();
    burst.changed(14);
    assertThat(burst.isOn()).isTrue();

    pass(400);
    burst.changed(1);
    pass(400);
    assertThat(burst.isOn()).isTrue();
    pass(200);
    assertThat(burst.isOn()).isFalse();
  }

  @Test
  void vmsThatStartAndAreStoppedOneAfterTheOtherAreNone() {
    for (int vm = 0; vm < 100; vm++) {
      burst.changed(1);
      burst.changed(1);
      pass(35);
      assertThat(burst.isOn()).isFalse();
    }
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
