package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final Connection WRONG = as("operator", "wrong");
  private static final Connection OTHER = as("operator", "other");
  private static final Connection THIRD = as("operator", "third");

  private final AtomicLong now = new AtomicLong(42);
  private final LoginThrottle throttle = new LoginThrottle(now::get);

  private static Connection as(String user, String password) {
    return at("https://vcenter.example/sdk", user, password);
  }

  private static Connection at(String url, String user, String password) {
    return new Connection(
        Endpoint.of(URI.create(url), new ServerTrust.SystemStore()),
        new Credentials(user, password),
        new InventoryScope(Optional.empty(), Set.of()));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Duration wait(Connection with) {
    LoginThrottle.Leave leave = throttle.begin(with);
    if (leave.isGiven()) {
      throttle.undecided(with);
    }
    return leave.pause();
  }

  @Test
  void whatWasNeverRefusedMayBeTried() {
    assertThat(wait(WRONG)).isZero();
  }

  @Test
  void afterARefusalTheSameCredentialsWaitAndOthersDoNot() {
    throttle.refused(WRONG);

    assertThat(wait(WRONG)).isEqualTo(Duration.ofMinutes(5));
    assertThat(throttle.begin(WRONG).refused()).isTrue();
    assertThat(wait(OTHER)).isZero();
    pass(Duration.ofMinutes(5));
    assertThat(wait(WRONG)).isZero();
  }

  @Test
  void theUserIsTheSameInAnyCaseAndAnotherOneAtAnotherVCenter() {
    throttle.refused(WRONG);
    throttle.refused(OTHER);

    assertThat(wait(as("Operator", "third"))).isPositive();
    assertThat(wait(as("other", "wrong"))).isZero();
    assertThat(wait(at("https://another.example/sdk", "operator", "wrong"))).isZero();
  }

  @Test
  void eachRefusalDoublesTheWaitUpToForty() {
    for (int minutes : new int[] {5, 10, 20, 40, 40}) {
      throttle.refused(WRONG);
      assertThat(wait(WRONG)).isEqualTo(Duration.ofMinutes(minutes));
      pass(Duration.ofMinutes(minutes));
    }
  }

  @Test
  void twoPasswordsThatTakeTurnsDoNotForgetEachOther() {
    throttle.refused(WRONG);
    throttle.refused(OTHER);
    pass(Duration.ofMinutes(4));

    assertThat(wait(WRONG)).isEqualTo(Duration.ofMinutes(1));
    assertThat(wait(OTHER)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aThirdPasswordWithinThreeMinutesWaits() {
    throttle.refused(WRONG);
    pass(Duration.ofMinutes(1));
    throttle.refused(OTHER);

    assertThat(wait(THIRD)).isEqualTo(Duration.ofMinutes(2));
    pass(Duration.ofMinutes(2));
    assertThat(wait(THIRD)).isZero();
  }

  @Test
  void twoReplicasThatTryFivePasswordsStayBelowFiveTriesWithinThreeMinutes() {
    int tries = 0;
    LoginThrottle replica = new LoginThrottle(now::get);
    for (int second = 0; second < 180; second++) {
      for (LoginThrottle one : new LoginThrottle[] {throttle, replica}) {
        for (int site = 0; site < 5; site++) {
          Connection with = as("operator", "wrong-" + site);
          if (one.begin(with).isGiven()) {
            one.refused(with);
            tries++;
          }
        }
      }
      pass(Duration.ofSeconds(1));
    }

    assertThat(tries).isEqualTo(4);
  }

  @Test
  void ofManyThatBeginAtOnceOneGoesAheadForAllOfThem() {
    long tried = IntStream.range(0, 5).filter(i -> throttle.begin(WRONG).isGiven()).count();

    assertThat(tried).isEqualTo(1);
    assertThat(throttle.begin(WRONG).refused()).isFalse();
    throttle.accepted(WRONG);
    assertThat(IntStream.range(0, 5).filter(i -> throttle.begin(WRONG).isGiven()).count())
        .isEqualTo(5);
  }

  @Test
  void aLoginThatHasNoAnswerKeepsTheOthersWaitingForTwoSeconds() {
    assertThat(throttle.begin(WRONG).isGiven()).isTrue();
    pass(Duration.ofMillis(1999));
    assertThat(throttle.begin(WRONG).isGiven()).isFalse();
    pass(Duration.ofMillis(1));

    assertThat(throttle.begin(WRONG).isGiven()).isTrue();
  }

  @Test
  void whatWasAcceptedLastNeverWaitsForTheMistakesOfOthers() {
    Connection right = as("operator", "right");
    throttle.accepted(right);
    throttle.refused(WRONG);
    throttle.refused(OTHER);

    assertThat(wait(right)).isZero();
    throttle.refused(right);
    assertThat(wait(right)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void successForgetsTheRefusals() {
    throttle.refused(WRONG);
    throttle.accepted(WRONG);

    assertThat(wait(WRONG)).isZero();
    throttle.refused(WRONG);
    assertThat(wait(WRONG)).isEqualTo(Duration.ofMinutes(5));
  }
}
