package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.vsphere.Credentials;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final Credentials WRONG = new Credentials("operator", "wrong");
  private static final Credentials OTHER = new Credentials("operator", "other");

  private final AtomicLong now = new AtomicLong(42);
  private final LoginThrottle throttle = new LoginThrottle(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void whatWasNeverRefusedMayBeTried() {
    assertThat(throttle.wait(WRONG)).isZero();
  }

  @Test
  void afterARefusalTheSameCredentialsWaitAndOthersDoNot() {
    throttle.refused(WRONG);

    assertThat(throttle.wait(WRONG)).isEqualTo(Duration.ofMinutes(5));
    assertThat(throttle.wait(OTHER)).isZero();
    pass(Duration.ofMinutes(5));
    assertThat(throttle.wait(WRONG)).isZero();
  }

  @Test
  void eachRefusalDoublesTheWaitUpToForty() {
    for (int minutes : new int[] {5, 10, 20, 40, 40}) {
      throttle.refused(WRONG);
      assertThat(throttle.wait(WRONG)).isEqualTo(Duration.ofMinutes(minutes));
      pass(Duration.ofMinutes(minutes));
    }
  }

  @Test
  void neverFiveTriesWithinThreeMinutes() {
    int tries = 0;
    for (int second = 0; second < 180; second++) {
      if (throttle.wait(WRONG).isZero()) {
        throttle.refused(WRONG);
        tries++;
      }
      pass(Duration.ofSeconds(1));
    }

    assertThat(tries).isEqualTo(1);
  }

  @Test
  void successForgetsTheRefusals() {
    throttle.refused(WRONG);
    throttle.accepted();

    assertThat(throttle.wait(WRONG)).isZero();
    throttle.refused(WRONG);
    assertThat(throttle.wait(WRONG)).isEqualTo(Duration.ofMinutes(5));
  }
}
