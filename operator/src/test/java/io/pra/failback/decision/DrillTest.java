package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.Authority;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.DrillStep;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ReportDue;
import io.pra.failback.api.Side;
import io.pra.failback.api.TimelineEntry;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole drills beside a plan whose primary serves, under {@link Law}. */
class DrillTest {
  private World world = World.afterFailover();

  /** The primary serves, and no episode is open. */
  private void serves(boolean overlap) {
    world = overlap ? World.overlapAllowed() : World.afterFailover();
    world.primary.powerAll(PowerState.POWERED_ON);
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    assertThat(world.status.authority()).isEqualTo(Authority.Primary);
  }

  private void mode(String mode) {
    world.plan.patch("mode: " + mode);
    turn();
  }

  /** One decision; a drill beside it must leave everything real alone. */
  private Decision turn() {
    Decision decision = world.turn();
    if (world.status.isDrilling()) {
      assertThat(decision.effects()).isEmpty();
      assertThat(world.status.phase().inEpisode()).isFalse();
      assertThat(world.rule(Side.Primary)).isEmpty();
      assertThat(world.rule(Side.Recovery)).isEmpty();
    }
    return decision;
  }

  private DrillStatus drill() {
    return world.status.drill();
  }

  /** One step on in the drill, as people take it. */
  private void advance() {
    world.helpTheDrill();
    turn();
  }

  private void reach(Phase phase) {
    for (int i = 0; i < 100 && drill().phase() != phase; i++) {
      advance();
    }
    assertThat(drill().phase()).as(drill().message()).isEqualTo(phase);
  }

  private void nothingWasTouched() {
    assertThat(world.done).isEmpty();
    assertThat(world.primary.all()).allMatch(vm -> vm.powerState() == PowerState.POWERED_ON);
    assertThat(world.recovery.anyRuns()).isFalse();
    assertThat(world.status.authority()).isEqualTo(Authority.Primary);
    assertThat(world.status.episode()).isNull();
    assertThat(world.status.actions()).allMatch(one -> one.state() == ActionState.Pending);
  }

  private void disaster() {
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.recovery.powerAll(PowerState.POWERED_ON);
  }

  private List<String> told() {
    return drill().timeline().stream().map(TimelineEntry::event).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWholeDrillTouchesNothing(boolean overlap) {
    serves(overlap);

    mode("Drill");
    reach(Phase.Completed);

    nothingWasTouched();
    assertThat(world.status.phase()).isEqualTo(Phase.Standby);
    assertThat(drill().outcome()).isEqualTo(DrillOutcome.Completed);
    assertThat(drill().started()).containsExactly("mysql-01", "docker-01", "docker-02");
    assertThat(drill().stopped()).containsExactlyInAnyOrder("mysql-01", "docker-01", "docker-02");
    assertThat(told())
        .anyMatch(event -> event.startsWith("Simulated: at rbx, would power on: mysql-01"))
        .anyMatch(
            event -> event.startsWith("Simulated: at sbg, would shut down the guest of: docker"))
        .anyMatch(event -> event.contains("action dns is done: simulated"));
    assertThat(world.status.lastDrill().number()).isEqualTo(1);
    assertThat(world.status.lastDrill().steps())
        .extracting(DrillStep::phase)
        .startsWith(Phase.Holding, Phase.AwaitingApproval)
        .endsWith(Phase.Reprotecting, Phase.Closing);
    assertThat(world.status.lastDrill().steps().stream().mapToDouble(DrillStep::seconds).sum())
        .isEqualTo(world.status.lastDrill().seconds());
    assertThat(world.status.reports().due()).extracting(ReportDue::id).containsExactly("drill-1");
    assertThat(world.told)
        .filteredOn(turn -> turn.message().startsWith("drill-1: "))
        .as("what a drill tells cannot be taken for real")
        .isNotEmpty()
        .allMatch(turn -> turn.reason().startsWith("Drill"));
  }

  /** Nothing survives but the status, time and again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDrillGoesOnAfterEveryRestart(boolean overlap) {
    serves(overlap);
    mode("Drill");

    for (int i = 0; i < 100 && drill().isUnderWay(); i++) {
      world.restart();
      advance();
    }

    assertThat(drill().outcome()).isEqualTo(DrillOutcome.Completed);
    assertThat(drill().episode().number()).isEqualTo(1);
    nothingWasTouched();
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"Standby", "Completed"},
      mode = EnumSource.Mode.EXCLUDE)
  void aRealDisasterEndsTheDrillAndIsGuardedInFull(Phase phase) {
    serves(phase == Phase.StoppingRecovery);
    mode("Drill");
    reach(phase);

    disaster();
    turn();
    world.pass(31);
    turn();

    assertThat(drill().outcome()).isEqualTo(DrillOutcome.Interrupted);
    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.status.episode().id()).isEqualTo("episode-1");
    assertThat(world.rule(Side.Primary)).isPresent();
    assertThat(world.status.lastDrill().outcome()).isEqualTo(DrillOutcome.Interrupted);

    world.primary.power("mysql-01", PowerState.POWERED_ON);
    world.settle();
    assertThat(world.primary.anyRuns()).as("what boots is held").isFalse();
    world.reach(Phase.Completed);
    world.settle();
    assertThat(world.status.isDrilling()).as("the mode was answered").isFalse();
  }

  @Test
  void whatWasSaidInADrillCountsForNothingInTheRealHour() {
    serves(false);
    mode("Drill");
    reach(Phase.Completed);
    String drilled = world.plan.spec().approvals().get("alice").request();

    disaster();
    world.settle();
    world.pass(31).settle();
    world.check("rpo", true).settle();

    assertThat(world.status.phase()).as("ops-go was signed for drill-1").isEqualTo(Phase.Holding);
    world.signOff("ops-go").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(drilled);
    assertThat(world.status.approvedBy()).isEmpty();
  }

  @Test
  void whatWasSaidInAnEpisodeCountsForNothingInADrill() {
    world.reach(Phase.Completed);
    world.done.clear();
    world.plan.patch("mode: Drill");
    world.turn();

    assertThat(drill().episode().id()).isEqualTo("drill-1");
    world.check("rpo", true).settle();
    assertThat(drill().phase()).isEqualTo(Phase.Holding);
    assertThat(drill().message()).contains("ops-go");
    world.signOff("ops-go", "drill-1").settle();
    assertThat(drill().phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(drill().approvedBy()).isEmpty();
    assertThat(world.status.phase()).isEqualTo(Phase.Completed);
    assertThat(world.done).isEmpty();
  }

  @Test
  void aDrillIsRefusedWhileAnEpisodeIsOpenAndDoesNotComeLaterByItself() {
    world.reach(Phase.AwaitingApproval);
    String request = world.status.request().id();

    world.plan.patch("mode: Drill");
    world.settle();

    assertThat(world.status.request().id()).as("the request stands").isEqualTo(request);
    assertThat(drill()).isNull();
    assertThat(condition("Drilling")).isEqualTo("False DrillRefused");
    assertThat(world.told).filteredOn(turn -> turn.reason().equals("DrillRefused")).hasSize(1);
    world.reach(Phase.Completed);
    world.settle();
    assertThat(drill()).isNull();
    assertThat(condition("Drilling")).isEqualTo("False DrillRefused");

    mode("Failback");
    mode("Drill");
    assertThat(world.status.isDrilling()).isTrue();
  }

  @Test
  void anApprovedFailbackIsNotHeldUpByAnEditOfTheMode() {
    world.reach(Phase.Activating);

    world.plan.patch("mode: Drill\ndrillEverySeconds: 0");

    world.reach(Phase.Completed);
  }

  @Test
  void theModeSetBackStopsTheDrill() {
    serves(false);
    mode("Drill");
    reach(Phase.Activating);

    mode("Failback");

    assertThat(drill().outcome()).isEqualTo(DrillOutcome.Stopped);
    assertThat(world.status.reports().due()).extracting(ReportDue::id).containsExactly("drill-1");
    nothingWasTouched();
    mode("Drill");
    assertThat(drill().episode().id()).isEqualTo("drill-2");
    assertThat(drill().isUnderWay()).isTrue();
    reach(Phase.Completed);
    assertThat(world.status.lastDrill().number()).isEqualTo(2);
    assertThat(world.status.drills().earlier()).extracting(one -> one.number()).containsExactly(1);
  }

  @Test
  void aFailingCheckStallsTheDrillAndNotThePlan() {
    serves(false);
    mode("Drill");
    world.check("rpo", false);

    world.settle();

    assertThat(drill().message()).contains("check rpo fails");
    assertThat(condition("Stalled")).isEqualTo("False Moving");
    assertThat(world.told)
        .anyMatch(turn -> turn.reason().equals("DrillStalled") && turn.message().contains("rpo"));
    assertThat(world.status.message()).contains("drill-1").contains("check rpo fails");
  }

  @Test
  void aDrillIsAbortedAndTriedAgainAsAFailbackIs() {
    serves(false);
    mode("Drill");
    reach(Phase.Verifying);
    String first = drill().request().id();

    world.abort("drill-1");
    for (int i = 0; i < 20; i++) {
      turn();
    }
    assertThat(drill().phase()).isEqualTo(Phase.Holding);
    assertThat(drill().started()).isEmpty();
    assertThat(drill().stopped()).isEmpty();
    assertThat(told()).anyMatch(event -> event.startsWith("RolledBack"));

    world.plan.patch("abort: null");
    reach(Phase.AwaitingApproval);
    assertThat(drill().request().id()).isNotEqualTo(first);
    nothingWasTouched();
  }

  @Test
  void aHostThatIsLostStallsTheDrillAsItWouldTheFailback() {
    serves(false);
    mode("Drill");
    world.primary.connected("docker-01", false);
    world.check("rpo", true).signOff("ops-go", "drill-1").settle();

    assertThat(drill().phase()).isEqualTo(Phase.Holding);
    assertThat(drill().message()).contains("docker-01");
  }

  @Test
  void aPausedPlanBeginsNoDrillAndMovesNone() {
    serves(false);
    world.plan.patch("paused: true");
    mode("Drill");
    assertThat(drill()).isNull();
    assertThat(condition("Drilling")).isEqualTo("False Paused");

    world.plan.patch("paused: false");
    turn();
    reach(Phase.AwaitingApproval);
    world.plan.patch("paused: true");
    world.approve("alice", drill().request().id()).settle();
    assertThat(drill().phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aDrillIsOverdueAfterItsTimeAndOnlyACompletedOneEndsThat() {
    serves(false);
    assertThat(condition("DrillOverdue")).isEqualTo("False NotDue");
    world.pass(Duration.ofDays(90).toSeconds());
    turn();
    assertThat(condition("DrillOverdue")).isEqualTo("True Overdue");

    mode("Drill");
    mode("Failback");
    assertThat(condition("DrillOverdue")).isEqualTo("True Overdue");
    mode("Drill");
    reach(Phase.Completed);
    assertThat(condition("DrillOverdue")).isEqualTo("False NotDue");

    world.pass(Duration.ofDays(90).toSeconds());
    turn();
    assertThat(condition("DrillOverdue")).isEqualTo("True Overdue");
    world.plan.patch("drillEverySeconds: 0");
    turn();
    assertThat(condition("DrillOverdue")).isEqualTo("False NotDemanded");
  }

  @Test
  void whatADrillHasDecidedCarriesNoEffect() {
    World real = World.afterFailover().reach(Phase.Activating);
    real.turn();
    Observation seen = real.observation();
    Decision decision = PlanDecision.decide(seen);
    assertThat(decision.effects()).isNotEmpty();

    DrillDecision.Walks walks =
        new DrillDecision.Walks(seen, decision, List.of(), List.of(), List.of());

    assertThat(walks.decided().effects()).isEmpty();
  }

  private String condition(String type) {
    return world.status.condition(type).map(c -> c.getStatus() + " " + c.getReason()).orElseThrow();
  }
}
