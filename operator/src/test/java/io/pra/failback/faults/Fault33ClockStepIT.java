package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.WaveState;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 33: the clock of the operator's machine leaps by ten minutes, either way. */
class Fault33ClockStepIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** Long enough for the operator to look at everything again several times. */
  private static final Duration A_WHILE = Duration.ofSeconds(4);

  private final WallClock wall = new WallClock();
  @RegisterExtension final Story story = new Story(new OperatorInJvm(wall));

  private static PlanFixture validFor(int seconds) {
    return PlanFixture.erp().with("approvalPolicy: {validForSeconds: %d}".formatted(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {600, -600})
  void aStepBeforeTheApprovalIsToldAndTheRequestStands(int by) {
    LivePlan plan = story.awaitsApproval(validFor(60));
    String request = plan.openRequest();

    wall.isOff(Duration.ofSeconds(by));
    plan.awaitEvent("ClockStep", "leapt by %+d s".formatted(by));
    assertThat(Metrics.value(story, "failback_clock_wall_ahead_seconds"))
        .isBetween(by - 2.0, by + 2.0);
    assertThat(Metrics.value(story, "failback_clock_steps_total")).isEqualTo(1);
    stays(plan, Phase.AwaitingApproval);
    assertThat(plan.openRequest()).isEqualTo(request);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();

    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    wall.isOff(Duration.ZERO);
    plan.awaitEvent("ClockWell", "is right again");
  }

  @Test
  void aStepBackDoesNotKeepARequestFromExpiring() {
    LivePlan plan = story.awaitsApproval(validFor(8));
    String request = plan.openRequest();

    wall.isOff(TEN_MINUTES.negated());
    plan.awaitEvent("RequestVoided", "request %s is void: it has expired".formatted(request));
    story.alice.approves(plan, request);
    plan.awaitEvent("ApprovalRefused", request);

    assertThat(plan.phases()).doesNotContain(Phase.Quiescing);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {600, -600})
  void aRestartOnAMachineWithAWrongClockKeepsTheExpiry(int by) {
    LivePlan plan = story.awaitsApproval(validFor(20));
    FailbackPlanStatus before = plan.status();

    story.operator.stop();
    wall.isOff(Duration.ofSeconds(by));
    story.operator.start(story.namespace);
    stays(plan, Phase.AwaitingApproval);
    assertThat(plan.openRequest()).isEqualTo(before.request().id());

    plan.awaitEvent(
        "RequestVoided", "request %s is void: it has expired".formatted(before.request().id()));
    plan.awaitEvent("ClockStep", "the clock of the operator's machine");
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @Test
  void aStepForwardInAWaveDoesNotEndItsTimeAndAStepBackDoesNotGiveItMore() {
    LivePlan plan = story.awaitsApproval(PlanFixture.databasesAnswer(story.web.url("/mysql"), 10));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);
    wall.isOff(TEN_MINUTES);
    await("it waits on")
        .during(A_WHILE)
        .atMost(A_WHILE.plusSeconds(2))
        .until(() -> plan.status().waves().get(0).state() == WaveState.Waiting);

    wall.isOff(TEN_MINUTES.negated());
    plan.awaitStalled("WaveTimedOut");
    assertThat(story.rbx.running()).containsExactlyInAnyOrder("mysql-01", "mysql-02");

    story.web.answers("/mysql", 200);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aStepForwardDoesNotCutThePowerOfAGuestThatIsStillShuttingDown() {
    story.sbg.guests(6000, "nobody-*");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("recoveryShutdown: {guestShutdownSeconds: 60}"));
    story.approves(plan);
    plan.await(Phase.Quiescing);

    wall.isOff(TEN_MINUTES);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.sbg.calls("PowerOffVM_Task")).isZero();
  }

  @Test
  void aStepForwardIsNoEvidenceOfAFailover() {
    LivePlan plan = story.primaryServes(PlanFixture.erp().with("failoverDetectionSeconds: 12"));
    story.referee.permit(BOTH_RUN);
    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitEvent("FailoverSuspected", "a failover if it lasts 12 s");

    wall.isOff(TEN_MINUTES);
    stays(plan, Phase.Standby);

    wall.isOff(TEN_MINUTES.negated());
    plan.await(Phase.Holding);
  }

  private static void stays(LivePlan plan, Phase phase) {
    await("it stays in " + phase)
        .during(A_WHILE)
        .atMost(A_WHILE.plusSeconds(2))
        .until(() -> plan.phase() == phase);
  }
}
