package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A held VM does not run, whatever else happens to the plan. */
class GuardStoryIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void aPersonWhoPowersAHeldVmOnAgainAndAgainSeesItSuspendedEachTime() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    // A start within moments of a suspend is news of nothing; it is found when the task has ended.
    story.referee.exposuresUpTo(Duration.ofSeconds(3));

    for (int time = 0; time < 5; time++) {
      story.rbx.as("alice").powersOn("mysql-01");
      await("suspended").until(() -> story.rbx.running().isEmpty());
    }

    assertThat(story.referee.exposures()).hasSize(11);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    plan.awaitStatus("all held", now -> now.held().equals("6/6"));
  }

  @Test
  void aHeldVmIsPoweredOffWhereThePlanSaysSo() {
    LivePlan plan = story.holds(PlanFixture.erp().with("guard: {hold: PowerOff}"));

    story.zerto.powersOn("*");

    plan.awaitEvent("PoweredOff", "mysql-01 ran at rbx while held");
    await("all off")
        .until(() -> story.rbx.vms().stream().allMatch(vm -> vm.powerState().equals("poweredOff")));
    assertThat(story.rbx.calls("SuspendVM_Task")).isZero();

    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aVmOfThePrimaryThatSomebodyStartsWhileTheRecoveryStopsIsHeld() {
    story.sbg.guests(200, "mysql-*");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("recoveryShutdown: {guestShutdownSeconds: 60}"));
    story.approves(plan);
    plan.await(Authority.None);

    story.rbx.as("alice").powersOn("mysql-01");

    await("suspended").until(() -> story.rbx.running().isEmpty());
    plan.awaitStatus("the applications are down", now -> now.pairs().recoveryRunning() == 2);
    assertThat(plan.phase()).isEqualTo(Phase.Quiescing);
  }

  @Test
  void aPausedPlanGuardsAndMovesNothing() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    story.alice.patches(plan, "{\"spec\":{\"paused\":true}}");
    plan.awaitStatus("paused", now -> now.message().contains("paused in AwaitingApproval"));
    story.alice.approves(plan, request);
    plan.awaitAnswered(Phase.AwaitingApproval);

    story.rbx.as("alice").powersOn("*");
    await("suspended").until(() -> story.rbx.running().isEmpty());
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(plan.status().nextAction()).contains("\"paused\":false");
    assertThat(story.sbg.running()).hasSize(6);

    story.permitFailback();
    story.bob.patches(plan, "{\"spec\":{\"paused\":false}}");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void inDryRunItSaysWhatItWouldHoldAndHoldsNothing() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.alice.patches(story.site("rbx"), "{\"spec\":{\"mode\":\"DryRun\"}}");
    LivePlan plan = story.holds(PlanFixture.erp());

    story.zerto.powersOn("*");

    plan.awaitEvent("DryRun", "would stop mysql-01 at rbx");
    plan.awaitStatus("they run", now -> now.pairs().primaryRunning() == 6);
    assertThat(story.rbx.calls("SuspendVM_Task")).isZero();
    assertThat(story.rbx.running()).hasSize(6);

    story.referee.permit(OPERATOR_STOPS_PRIMARY);
    story.alice.patches(story.site("rbx"), "{\"spec\":{\"mode\":\"Enforce\"}}");
    await("held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();
  }

  @Test
  void inDryRunAnApprovalStopsAndStartsNothing() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.alice.patches(story.site("sbg"), "{\"spec\":{\"mode\":\"DryRun\"}}");
    plan.awaitStalled("DryRun");

    story.alice.approves(plan);

    plan.awaitStatus("the approval counts", now -> now.approvedBy().contains("alice"));
    plan.awaitAnswered(Phase.AwaitingApproval);
    assertThat(plan.condition("Stalled").getMessage()).contains("kubectl patch sitestate sbg");
    assertThat(story.sbg.running()).hasSize(6);

    story.permitFailback();
    story.alice.patches(story.site("sbg"), "{\"spec\":{\"mode\":\"Enforce\"}}");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aPlanThatIsDeletedWhileItHoldsLeavesTheVmsAsTheyAreAndSaysSo() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    plan.delete();

    plan.awaitEvent("HoldReleased", "its VMs stay as they are, and nothing holds them any more");
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();

    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.rbx.as("alice").powersOn("mysql-01");
    LivePlan next = story.applies(PlanFixture.erp().with("initialAuthority: Primary"), "next");
    next.await(Authority.Primary);
    assertThat(story.rbx.running()).containsExactly("mysql-01");
  }

  @Test
  void whileTheRecoveryVCenterIsAwayNothingIsActivatedAndTheGuardGoesOn() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.sbg.stops();
    plan.awaitStalled("SiteUnreadable");
    plan.awaitCondition("DualActive", "False", "OneSideAtMost");

    story.alice.approves(plan);
    plan.awaitStatus("the approval counts", now -> now.approvedBy().contains("alice"));
    story.rbx.fails(Map.of("method", "SuspendVM_Task", "fault", "TaskInProgress", "count", 2));
    story.rbx.as("alice").powersOn("mysql-01");
    await("suspended").until(() -> story.rbx.running().isEmpty());
    assertThat(plan.awaitAnswered(Phase.AwaitingApproval).authority())
        .isEqualTo(Authority.Recovery);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();

    story.permitFailback();
    story.sbg.starts();
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aRecoveryVCenterThatGoesAwayBetweenTwoWavesKeepsTheSecondFromStarting() {
    LivePlan plan = story.awaitsApproval(PlanFixture.databasesAnswer(story.web.url("/mysql")));
    story.approves(plan);
    plan.awaitStatus("the databases run", now -> now.pairs().primaryRunning() == 2);

    story.sbg.stops();
    plan.awaitStalled("SiteUnreadable");
    plan.awaitCondition("DualActive", "Unknown", "SiteUnreadable");
    story.web.answers("/mysql", 200);
    plan.awaitStatus(
        "the check passes", now -> now.checklist().get(0).state().name().equals("Passed"));
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");

    story.sbg.starts();
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }
}
