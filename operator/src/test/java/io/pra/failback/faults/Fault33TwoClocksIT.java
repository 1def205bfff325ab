package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Request;
import io.pra.failback.api.WaveState;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 33 with two replicas: the clock of the other one's machine is an hour ahead, or an hour
 * behind, and it takes over in the middle.
 */
class Fault33TwoClocksIT {
  private static final Duration A_WHILE = Duration.ofSeconds(4);

  /** No test here takes as long, and the clocks differ by much more. */
  private static final double MINUTES = 300;

  private final WallClock otherWall = new WallClock();
  private final OperatorInJvm other = new OperatorInJvm(otherWall);
  @RegisterExtension final Story story = new Story(new OperatorInJvm(new WallClock()));

  private void otherFollows(int secondsOff) {
    otherWall.isOff(Duration.ofSeconds(secondsOff));
    other.start(story.namespace);
    await("it sees both sites").until(() -> other.get("/readyz").startsWith("ok"));
  }

  /** Whoever has led until now steps down. */
  private void otherTakesOver() {
    story.operator.stop();
    await("it leads").until(() -> other.get("/metrics").contains("failback_leader 1"));
  }

  @AfterEach
  void stopTheOther() {
    other.stop();
  }

  private static void stays(LivePlan plan, Phase phase) {
    await("it stays in " + phase)
        .during(A_WHILE)
        .atMost(A_WHILE.plusSeconds(2))
        .until(() -> plan.phase() == phase);
  }

  @ParameterizedTest
  @ValueSource(ints = {3600, -3600})
  void aRequestExpiresWhenItWasSaidToAndNoSooner(int off) {
    LivePlan plan =
        story.awaitsApproval(PlanFixture.erp().with("approvalPolicy: {validForSeconds: 45}"));
    Request asked = plan.status().request();
    otherFollows(off);

    otherTakesOver();

    stays(plan, Phase.AwaitingApproval);
    assertThat(plan.status().request()).isEqualTo(asked);
    await("it expires")
        .atMost(Duration.ofSeconds(90))
        .until(() -> plan.hasEvent("RequestVoided", asked.id() + " is void: it has expired"));
    assertThat(Instant.now()).isAfter(asked.expiresAt().minusSeconds(2));
    story.alice.approves(plan, asked.id());
    plan.awaitEvent("ApprovalRefused", asked.id());
    assertThat(plan.phases()).doesNotContain(Phase.Quiescing);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {3600, -3600})
  void anApprovalCountsAWaveKeepsItsTimeAndWhatIsMeasuredIsRight(int off) {
    LivePlan plan = story.awaitsApproval(PlanFixture.databasesAnswer(story.web.url("/mysql"), 120));
    otherFollows(off);
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    otherTakesOver();

    await("it waits on")
        .during(A_WHILE)
        .atMost(A_WHILE.plusSeconds(2))
        .until(() -> plan.status().waves().get(0).state() == WaveState.Waiting);
    story.web.answers("/mysql", 200);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    FailbackPlanStatus done = plan.status();
    assertThat(done.measurements().rtoSeconds()).isBetween(0.0, MINUTES);
    assertThat(done.measurements().rtoWithoutWaitSeconds())
        .isBetween(0.0, done.measurements().rtoSeconds());
    assertThat(done.measurements().holdSeconds()).isBetween(0.0, MINUTES);
    assertThat(story.referee.startedByOperator(story.rbx)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {3600, -3600})
  void whoTakesOverHasSeenNoFailoverForAnHour(int off) {
    LivePlan plan = story.primaryServes(PlanFixture.erp().with("failoverDetectionSeconds: 15"));
    otherFollows(off);
    story.referee.permit(BOTH_RUN);
    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitEvent("FailoverSuspected", "a failover if it lasts 15 s");

    otherTakesOver();

    stays(plan, Phase.Standby);
    plan.await(Phase.Holding);
  }

  @ParameterizedTest
  @ValueSource(ints = {3600, -3600})
  void aDrillGoesOnAndIsNeitherOverdueNorLonger(int off) {
    LivePlan plan =
        story.primaryServes(
            PlanFixture.erp()
                .with("approvalPolicy: {validForSeconds: 600}\ndrillEverySeconds: 1800"));
    story.alice.patches(plan, "{\"spec\":{\"mode\":\"Drill\"}}");
    String asked =
        plan.awaitStatus(
                "a drill's request",
                now -> now.isDrilling() && now.drill().phase() == Phase.AwaitingApproval)
            .drill()
            .request()
            .id();
    otherFollows(off);

    otherTakesOver();

    await("it waits on")
        .during(A_WHILE)
        .atMost(A_WHILE.plusSeconds(2))
        .until(() -> plan.status().drill().phase() == Phase.AwaitingApproval);
    assertThat(plan.status().drill().request().id()).isEqualTo(asked);
    story.alice.approves(plan, asked);
    DrillStatus drill =
        plan.awaitStatus("the drill is over", now -> now.lastDrill() != null).drill();
    assertThat(drill.phase()).isEqualTo(Phase.Completed);
    assertThat(plan.status().lastDrill().seconds()).isBetween(0.0, MINUTES);
    assertThat(plan.status().lastDrill().steps())
        .allSatisfy(step -> assertThat(step.seconds()).isBetween(0.0, MINUTES));
    assertThat(plan.status().condition("DrillOverdue").orElseThrow().getStatus())
        .isEqualTo("False");
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
  }
}
