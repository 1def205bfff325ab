package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.PowerState;
import org.junit.jupiter.api.Test;

/** What a stalled plan tells people to do is possible where they are told it, and helps. */
class NamedWayOutTest {
  private final World world = World.afterFailover();

  private Stall stall() {
    return world.settle().stall().orElseThrow();
  }

  @Test
  void whileTheBrakeIsOnNobodyIsToldToStartWhatItKeepsDown() {
    world.reach(Phase.Verifying);
    world.primary.activity(SiteActivity.Suspended);

    assertThat(stall().reason()).isEqualTo("SiteKeptDown");
    WaysOut.checkEach(world, stall());

    world.primary.activity(SiteActivity.PlanDriven);
    assertThat(stall().reason()).isEqualTo("PrimaryVmDown");
    world.primary.powerAll(PowerState.POWERED_ON);
    assertThat(world.settle().stall()).isEmpty();
  }

  @Test
  void aWaveThatIsLateStillSaysWhatKeepsIt() {
    world.reach(Phase.Activating).settle();
    world.primary.connected("mysql-01", false);

    world.pass(700);

    assertThat(stall().reason()).isEqualTo("PrimaryUnknown");
    assertThat(stall().nextStep()).contains("reconnect its host");
  }

  @Test
  void anAbortThatComesTooLateNamesTheWayBackThatThereIs() {
    world.reach(Phase.Closing).abort("episode-1");
    Stall late = stall();
    assertThat(late.reason()).isEqualTo("AbortTooLate");
    assertThat(late.nextStep()).contains("\"abort\":null").contains("begins the next episode");

    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();
    world.pass(30).settle();

    assertThat(world.status.episode().number()).isEqualTo(2);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.recovery.runs("mysql-01")).isTrue();
  }

  @Test
  void asLongAsTheRecoveryIsHeldNobodyIsToldToStartIt() {
    world.reach(Phase.CuttingOver).abort("episode-1");
    assertThat(stall().nextStep()).contains("once the plan is in Reprotecting");

    world.plan.patch("abort: null");
    world.reach(Phase.Reprotecting).abort("episode-1");
    assertThat(stall().nextStep()).contains("begins the next episode");
  }

  @Test
  void whereAPersonSaysWhatAFailoverIsTheWayBackIsToBeDeclared() {
    world.plan.patch("failoverDetection: Manual");
    world.reach(Phase.Closing).abort("episode-1");

    assertThat(stall().nextStep()).contains("spec.declareFailover");
    WaysOut.checkEach(world, stall());
  }

  @Test
  void withNeitherSiteInSightOnlyThePrimaryCanBeAsserted() {
    world.primary.readable(false);
    world.recovery.readable(false);

    assertThat(stall().nextStep()).contains("\"Primary\"").doesNotContain("\"Recovery\"");
    WaysOut.checkEach(world, stall());

    world.plan.patch("initialAuthority: Recovery");
    assertThat(stall().nextStep()).isEqualTo("restore the contact with one of the sites");
    WaysOut.checkEach(world, stall());
  }

  @Test
  void aDeclarationThatNobodyCanCheckSaysWhatIsInTheWay() {
    world.plan.patch("failoverDetection: Manual\ninitialAuthority: Primary");
    world.settle();
    world.plan.patch("declareFailover: {by: dave, reason: flood}");
    world.recovery.readable(false);
    assertThat(stall().nextStep()).startsWith("restore the contact with site sbg and");
    WaysOut.checkEach(world, stall());

    world.recovery.readable(true).activity(SiteActivity.Suspended);
    world.guard();
    assertThat(stall().reason()).isEqualTo("SiteKeptDown");
    WaysOut.checkEach(world, stall());
  }

  @Test
  void withThePrimaryInSightTheRecoveryCan() {
    world.recovery.readable(false);

    assertThat(stall().nextStep()).contains("\"Recovery\"");
    WaysOut.checkEach(world, stall());
  }
}
