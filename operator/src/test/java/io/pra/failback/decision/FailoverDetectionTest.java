package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailoverDetectionTest {
  private final World world = new World();

  @BeforeEach
  void thePrimaryServes() {
    world.primary.powerAll(PowerState.POWERED_ON);
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.settle();
    assertThat(world.status.authority()).isEqualTo(Authority.Primary);
  }

  private void disaster() {
    world.primary.readable(false);
    world.recovery.power("mysql-01", PowerState.POWERED_ON);
    world.recovery.power("docker-01", PowerState.POWERED_ON);
  }

  @Test
  void itIsBelievedAfterThirtySecondsAndNotBefore() {
    disaster();
    world.settle();

    world.pass(29).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    world.pass(1).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.status.failoverSeenSince()).isNull();
  }

  @Test
  void aBreakStartsTheClockAnew() {
    disaster();
    world.settle();
    world.pass(29).settle();
    world.recovery.readable(false);
    world.settle();
    world.recovery.readable(true);
    world.settle();

    world.pass(29).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
  }

  @Test
  void whatWasSeenBeforeAPauseIsNoEvidenceAfterIt() {
    disaster();
    world.settle();
    world.plan.patch("paused: true");
    world.settle();
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.pass(1000).settle();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.plan.patch("paused: false");
    world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    world.pass(30).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
  }

  @Test
  void whatWasSeenBeforeTheOperatorWasAwayIsNoEvidenceAfterIt() {
    disaster();
    world.settle();
    world.pass(1000).restart().settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    assertThat(world.told)
        .extracting(Turn::reason)
        .filteredOn("FailoverSuspected"::equals)
        .hasSize(2);
    world.pass(30).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
  }

  @Test
  void halfOfTheRecoveryIsNotMost() {
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.recovery.remove("docker-02").power("mysql-01", PowerState.POWERED_ON);
    world.settle();

    world.pass(1000).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
  }

  @Test
  void whileOnePrimaryVmRunsItIsFlaggedAndNotEnforced() {
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();

    world.pass(1000).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    assertThat(world.status.dualActive()).isEqualTo("True");
    assertThat(world.primary.anyRuns()).isTrue();
  }

  @Test
  void byHandItIsAPersonWhoSays() {
    world.plan.patch("failoverDetection: Manual");
    disaster();
    world.settle();
    world.pass(1000).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Standby);

    world.plan.patch("declareFailover: {by: dave, reason: flood}");
    world.settle();

    assertThat(world.status.episode().number()).isEqualTo(1);
  }

  @Test
  void whatNobodySeesRunningCannotBeDeclared() {
    world.plan.patch("declareFailover: {by: dave, reason: flood}");

    Decision decision = world.settle();

    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("DeclarationRefused");
    assertThat(world.primary.anyRuns()).isTrue();
  }

  @Test
  void aDeclarationIsAnsweredOnceAndTheSameWordsCountAgainOnceTheyWereTakenBack() {
    world.plan.patch("failoverDetection: Manual\ndeclareFailover: {by: dave, reason: flood}");
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.reach(Phase.Completed);
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.primary.powerAll(PowerState.POWERED_OFF);

    Decision replayed = world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Completed);
    assertThat(replayed.nextAction()).contains("declareFailover was answered");
    world.plan.patch("declareFailover: null");
    world.settle();
    world.plan.patch("declareFailover: {by: dave, reason: flood}");
    world.settle();

    assertThat(world.status.episode().number()).isEqualTo(2);
  }
}
