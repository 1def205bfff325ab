package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PowerChange;
import io.pra.failback.harness.RestingFailback;
import io.pra.failback.harness.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan is deleted in the middle of its episode, and applied again. */
class DeletedPlanIT {
  @RegisterExtension final Story story = new Story();

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"Standby", "StoppingRecovery", "Completed"})
  void theVmsStayAsTheyAreAndThePlanThatIsAppliedAgainStartsFromWhatRuns(Phase phase) {
    RestingFailback failback = new RestingFailback(story);
    LivePlan plan = failback.reach(phase);
    List<PowerChange> before = story.referee.changes();

    plan.delete();

    plan.awaitEvent(
        "HoldReleased", "deleted in phase %s: its VMs stay as they are".formatted(phase));
    awaitSitesFree();
    assertThat(story.referee.changes()).isEqualTo(before);

    LivePlan again = story.applies(failback.fixture());
    boolean recoveryServes = phase.compareTo(Phase.Quiescing) <= 0;
    again.await(recoveryServes ? Authority.Recovery : Authority.Primary);
    assertThat(again.phase()).isEqualTo(recoveryServes ? Phase.Holding : Phase.Standby);
    assertThat(again.status().request()).isNull();
    assertThat(story.referee.changes()).isEqualTo(before);
  }

  private void awaitSitesFree() {
    await("the sites are free")
        .until(
            () ->
                story.site("rbx").condition("InUse").orElseThrow().getStatus().equals("False")
                    && story.site("rbx").finalizers().isEmpty()
                    && story.site("sbg").finalizers().isEmpty());
  }

  /** Most of the recovery runs, and that looks like a failover: production would be suspended. */
  @Test
  void appliedAgainWhileTheRecoveryWasBeingStoppedItAsksInsteadOfSuspendingThePrimary() {
    story.sbg.guests(200, "*");
    PlanFixture fixture =
        PlanFixture.erp()
            .with("overlap: Allowed")
            .with("recoveryShutdown: {guestShutdownSeconds: 60}");
    LivePlan plan = story.awaitsApproval(fixture);
    story.referee.permit(BOTH_RUN);
    story.approves(plan);
    plan.await(Phase.StoppingRecovery);
    plan.delete();
    plan.awaitEvent("PlanDeleted", "the plan was deleted in phase StoppingRecovery");
    awaitSitesFree();
    assertThat(story.sbg.running()).hasSize(6);

    List<PowerChange> before = story.referee.changes();

    LivePlan again = story.applies(fixture);
    again.awaitStalled("AuthorityUndecided");

    assertThat(again.condition("Stalled").getMessage())
        .contains("6 of 6 recovery VMs run, and 6 primary VMs; episode-1 of an earlier plan")
        .contains("in phase StoppingRecovery");
    assertThat(again.status().authority()).isEqualTo(Authority.Unknown);
    story.alice.patches(again, "{\"spec\": {\"initialAuthority\": \"Primary\"}}");
    again.await(Authority.Primary);
    assertThat(again.phase()).isEqualTo(Phase.Standby);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.referee.changes()).isEqualTo(before);
  }

  @Test
  void whileTheRecoveryIsBeingStoppedWhatStillRunsThereIsLeftAlone() {
    story.sbg.guests(200, "mysql-*");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with("overlap: Allowed")
                .with("recoveryShutdown: {guestShutdownSeconds: 60}"));
    story.referee.permit(BOTH_RUN);
    story.approves(plan);
    plan.awaitStatus(
        "the applications are down",
        now -> now.phase() == Phase.StoppingRecovery && now.pairs().recoveryRunning() == 2);
    story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
    List<PowerChange> before = story.referee.changes();

    plan.delete();

    plan.awaitEvent("PlanDeleted", "the plan was deleted in phase StoppingRecovery");
    awaitSitesFree();
    assertThat(story.referee.changes()).isEqualTo(before);
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void betweenEpisodesNothingRestsOnIt() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    List<PowerChange> before = story.referee.changes();

    plan.delete();
    plan.awaitEvent("PlanDeleted", "the plan was deleted in phase Completed");

    LivePlan again = story.applies(PlanFixture.erp());
    again.await(Authority.Primary);
    assertThat(again.phase()).isEqualTo(Phase.Standby);
    again.delete();
    again.awaitEvent("PlanDeleted", "the plan was deleted in phase Standby");
    awaitSitesFree();
    assertThat(story.referee.changes()).isEqualTo(before);
  }

  @Test
  void appliedAgainWhileBothSitesRunItHoldsThePrimary() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    plan.delete();
    plan.awaitEvent("HoldReleased", "nothing holds them any more");
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN, OPERATOR_STOPS_PRIMARY);
    story.zerto.powersOn("*");

    LivePlan again = story.holds(PlanFixture.erp());

    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();
    assertThat(again.status().authority()).isEqualTo(Authority.Recovery);
    assertThat(story.sbg.running()).hasSize(6);
    again.await(Phase.AwaitingApproval);
  }
}
