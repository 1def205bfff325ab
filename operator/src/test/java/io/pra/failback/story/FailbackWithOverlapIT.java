package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PlanRecorder;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The decision record's own order: RBX is brought up and takes the traffic, then SBG is stopped.
 */
class FailbackWithOverlapIT {
  private static final PlanFixture OVERLAPPING =
      PlanFixture.erp()
          .with(
              """
              overlap: Allowed
              checklist:
                - {id: erp-healthy, stage: AfterActivation, manual: {}}
              """);

  @RegisterExtension final Story story = new Story();

  @Test
  void theRecoveryServesUntilThePrimaryHasTheTraffic() {
    LivePlan plan = story.awaitsApproval(OVERLAPPING);
    try (PlanRecorder recorder = plan.record()) {
      story.referee.permit(BOTH_RUN);
      story.approves(plan);

      plan.await(Phase.Verifying);
      plan.awaitCondition("DualActive", "True", "ApprovedOverlap");
      assertThat(story.rbx.running()).hasSize(6);
      assertThat(story.sbg.running()).hasSize(6);
      assertThat(story.referee.stoppedByOperator(story.sbg)).isEmpty();

      story.alice.signsOff(plan, "erp-healthy");
      FailbackPlanStatus done = plan.await(Phase.Completed);
      story.referee.permitOnly(PRIMARY_RUNS);

      assertThat(story.sbg.running()).isEmpty();
      assertThat(story.rbx.running()).hasSize(6);
      assertThat(story.referee.stoppedByOperator(story.sbg))
          .as("last wave first")
          .hasSize(6)
          .endsWith(
              story.referee.stoppedByOperator(story.sbg).stream()
                  .filter(vm -> vm.startsWith("mysql"))
                  .toArray(String[]::new));
      assertThat(recorder.in(Phase.Activating, FailbackPlanStatus::authority))
          .containsExactly(Authority.Both);
      assertThat(recorder.in(Phase.CuttingOver, FailbackPlanStatus::authority))
          .containsExactly(Authority.Both);
      assertThat(recorder.in(Phase.StoppingRecovery, FailbackPlanStatus::authority))
          .containsExactly(Authority.Both);
      assertThat(recorder.in(Phase.Reprotecting, FailbackPlanStatus::authority))
          .containsExactly(Authority.Primary);
      assertThat(plan.phases()).doesNotContain(Phase.Quiescing);
      assertThat(done.measurements().dualActiveSeconds()).isPositive();
      plan.awaitEvent("DualActive", "ApprovedOverlap");
      plan.awaitEvent("NoDualActive", "");
    }
  }

  @Test
  void anOverlapThatLastsTooLongIsAnAlarmAndStopsNothing() {
    LivePlan plan = story.awaitsApproval(OVERLAPPING.with("overlapMaxSeconds: 2"));
    story.referee.permit(BOTH_RUN);
    story.approves(plan);
    plan.await(Phase.Verifying);

    plan.awaitCondition("DualActive", "True", "OverlapExceeded");

    plan.awaitEvent("DualActive", "OverlapExceeded");
    assertThat(plan.phase()).isEqualTo(Phase.Verifying);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).hasSize(6);

    story.alice.signsOff(plan, "erp-healthy");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(plan.condition("DualActive").getStatus()).isEqualTo("False");
  }

  @Test
  void anAbortHoldsThePrimaryAgainAndLeavesTheRecoveryAlone() {
    LivePlan plan = story.awaitsApproval(OVERLAPPING);
    story.referee.permit(BOTH_RUN);
    story.approves(plan);
    plan.await(Phase.Verifying);

    story.permitWayBack();
    story.alice.aborts(plan, "storage alarm");
    FailbackPlanStatus back = story.awaitsRolledBack(plan);

    assertThat(back.authority()).isEqualTo(Authority.Recovery);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    plan.awaitStalled("Aborted");
  }
}
