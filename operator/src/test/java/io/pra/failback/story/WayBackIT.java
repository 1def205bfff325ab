package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Until the cutover begins there is a way back: RBX held again, SBG running again. */
class WayBackIT {
  @RegisterExtension final Story story = new Story();

  private void assertAsBefore(FailbackPlanStatus status) {
    assertThat(status.authority()).isEqualTo(Authority.Recovery);
    assertThat(status.request()).isNull();
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
  }

  /** Two databases of SBG take their time, so that the plan stays in Quiescing. */
  private LivePlan quiesces() {
    story.sbg.guests(200, "mysql-*");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("recoveryShutdown: {guestShutdownSeconds: 60}"));
    story.approves(plan);
    plan.awaitStatus(
        "the applications are down",
        now -> now.phase() == Phase.Quiescing && now.pairs().recoveryRunning() == 2);
    return plan;
  }

  @Test
  void anAbortBeforeTheApprovalTakesTheRequestBack() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.alice.aborts(plan, "storage alarm");

    plan.awaitStalled("Aborted");
    FailbackPlanStatus aborted = plan.await(Phase.Holding);
    assertThat(aborted.request()).isNull();
    plan.awaitEvent("RequestVoided", "alice aborted: storage alarm");
    story.bob.approves(plan, request);
    plan.awaitEvent("ApprovalRefused", "none is open");

    story.alice.clearsAbort(plan);
    assertThat(plan.openRequest()).isNotEqualTo(request);
    assertAsBeforeExceptRequest();
  }

  private void assertAsBeforeExceptRequest() {
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @Test
  void anApprovalThatIsWithdrawnWhileTheRecoveryStopsStartsItAgain() {
    LivePlan plan = quiesces();
    assertThat(plan.status().authority()).isEqualTo(Authority.None);

    story.permitWayBack();
    story.alice.withdraws(plan);
    plan.awaitEvent("RollingBack", "the approval was withdrawn");
    plan.awaitStatus("recovery has authority", now -> now.authority() == Authority.Recovery);
    plan.awaitStatus("all run at recovery", now -> now.pairs().recoveryRunning() == 6);

    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.referee.startedByOperator(story.sbg))
        .containsExactlyInAnyOrder("docker-01", "docker-02", "docker-03", "docker-04");
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
  }

  @Test
  void anEditWhileTheRecoveryStopsStartsItAgain() {
    LivePlan plan = quiesces();

    story.permitWayBack();
    story.bob.patches(plan, "{\"spec\":{\"overlapMaxSeconds\":700}}");
    plan.awaitEvent("RollingBack", "the plan was edited after its approval");
    plan.awaitStatus("all run at recovery", now -> now.pairs().recoveryRunning() == 6);

    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
  }

  @Test
  void anAbortWhileTheRecoveryStopsStartsItAgain() {
    LivePlan plan = quiesces();

    story.permitWayBack();
    story.alice.aborts(plan, "storage alarm");
    plan.awaitEvent("RollingBack", "alice aborted: storage alarm");
    plan.awaitStatus("all run at recovery", now -> now.pairs().recoveryRunning() == 6);

    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
  }

  @Test
  void anAbortWhileAWaveIsNotReadyHoldsThePrimaryAgainAndThenStartsTheRecovery() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.databasesAnswer(story.web.url("/mysql"))
                .with("recoveryShutdown: {guestShutdownSeconds: 2}"));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    story.permitWayBack();
    story.alice.aborts(plan, "storage alarm");
    FailbackPlanStatus back = story.awaitsRolledBack(plan);

    assertAsBefore(back);
    assertThat(story.referee.startedByOperator(story.rbx))
        .as("the second wave never started")
        .containsExactlyInAnyOrder("mysql-01", "mysql-02");
    plan.awaitStalled("Aborted");
    plan.awaitEvent("RolledBack", "alice aborted: storage alarm");
  }

  @Test
  void anAbortWhileThePrimaryIsVerifiedGoesBackAndASecondAttemptSucceeds() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    checklist: [{id: erp-healthy, stage: AfterActivation, manual: {}}]
                    recoveryShutdown: {guestShutdownSeconds: 2}
                    """));
    String first = plan.openRequest();
    story.approves(plan);
    plan.await(Phase.Verifying);

    story.permitWayBack();
    story.alice.aborts(plan, "wrong data");
    assertAsBefore(story.awaitsRolledBack(plan));

    story.alice.clearsAbort(plan);
    assertThat(plan.openRequest()).isNotEqualTo(first);
    assertThat(plan.status().episode().number()).isEqualTo(1);
    story.approves(plan);
    plan.await(Phase.Verifying);
    // The episode's name may be left from the first attempt: after a way back it does not count.
    story.alice.signsOff(plan, "erp-healthy");
    plan.awaitAnswered(Phase.Verifying);
    story.alice.signsOff(plan, "erp-healthy", plan.status().request().id());
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void anAbortAfterTheCutoverBeganStallsAndUndoesNothing() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("cutover: [{id: dns, title: DNS, manual: {}}]"));
    story.approves(plan);
    plan.await(Phase.CuttingOver);

    story.alice.aborts(plan, "too late");

    plan.awaitStalled("AbortTooLate");
    story.alice.signsOff(plan, "dns");
    assertThat(plan.awaitAnswered(Phase.CuttingOver).actions().get(0).state().name())
        .isEqualTo("Pending");
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).isEmpty();

    story.alice.clearsAbort(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }
}
