package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STARTS_RECOVERY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_RECOVERY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.ObservedActivity;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a site is asked for by itself, beside any plan. */
class SiteActivityIT {
  @RegisterExtension final Story story = new Story();

  private void asks(String site, String activity) {
    story.alice.patches(story.site(site), "{\"spec\":{\"activity\":\"%s\"}}".formatted(activity));
  }

  private LivePlan primaryServes() {
    LivePlan plan = story.primaryServes(PlanFixture.erp());
    return plan;
  }

  @Test
  void withoutAPlanASiteIsOnlyObserved() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.zerto.powersOn("*");

    story.site("rbx").awaitStatus("Active", now -> now.activity() == ObservedActivity.Active);
    story.zerto.powersOff("mysql-*");
    story.site("rbx").awaitStatus("Mixed", now -> now.activity() == ObservedActivity.Mixed);
    assertThat(story.site("rbx").status().virtualMachines().poweredOn()).isEqualTo(4);
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
  }

  @Test
  void theBrakeSuspendsASiteThatThePlanLetsRun() {
    LivePlan plan = primaryServes();

    story.referee.permit(OPERATOR_STOPS_PRIMARY);
    asks("rbx", "Suspended");
    await("everything is suspended").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();

    story.rbx.as("alice").powersOn("mysql-01");
    await("suspended again").until(() -> story.rbx.running().isEmpty());
    story.site("rbx").awaitStatus("Suspended", now -> now.activity() == ObservedActivity.Suspended);
    assertThat(plan.phase()).isEqualTo(Phase.Standby);

    asks("rbx", "PlanDriven");
    story.site("rbx").awaitAnswered();
    await("who lifted it is told, as far as it is known")
        .until(
            () ->
                story
                    .site("rbx")
                    .hasEvent("BrakeLifted", "but PlanDriven, written by field manager"));
    story.referee.permit(PRIMARY_RUNS);
    story.rbx.as("alice").powersOn("*");
    plan.awaitStatus("the primary serves", now -> now.pairs().primaryRunning() == 6);
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void theBrakeKeepsAnApprovedPlanFromStartingThePrimary() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    asks("rbx", "Suspended");
    story.site("rbx").awaitAnswered();

    story.alice.approves(plan);

    plan.awaitStalled("SiteKeptDown");
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();

    story.permitFailback();
    asks("rbx", "PlanDriven");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aSiteThatIsToBeActiveStartsNothingWhoseTwinRuns() {
    LivePlan plan = primaryServes();
    story.rbx.as("alice").powersOff("docker-04");
    plan.awaitStatus("one is down", now -> now.pairs().primaryRunning() == 5);

    story.referee.permit(OPERATOR_STARTS_RECOVERY);
    asks("sbg", "Active");

    await("the twin of what is down runs")
        .until(() -> story.sbg.running().equals(Set.of("docker-04")));
    story.site("sbg").awaitStatus("deviations", now -> now.deviations().size() == 5);
    assertThat(story.referee.startedByOperator(story.sbg)).containsExactly("docker-04");
  }

  @Test
  void aSiteThatIsToBeActiveStartsNothingWhoseTwinCannotBeRead() {
    LivePlan plan = primaryServes();
    story.rbx.stops();
    plan.awaitCondition("Ready", "False", "SiteUnreadable");

    asks("sbg", "Active");

    story.site("sbg").awaitStatus("deviations", now -> now.deviations().size() == 6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @Test
  void aSiteThatIsToBeStoppedIsShutDownCleanly() {
    story.referee.permit(OPERATOR_STOPS_RECOVERY);
    asks("sbg", "Stopped");

    await("everything is down").until(() -> story.sbg.running().isEmpty());
    assertThat(story.sbg.calls("ShutdownGuest")).isEqualTo(6);
    assertThat(story.sbg.calls("PowerOffVM_Task")).isZero();
    story.site("sbg").awaitCondition("Converged", "True");
  }

  @Test
  void beyondItsLimitNothingIsStopped() {
    story.alice.patches(
        story.site("sbg"),
        "{\"spec\":{\"activity\":\"Stopped\",\"limits\":{\"maxVirtualMachines\":5}}}");

    story.site("sbg").awaitAnswered();
    story
        .site("sbg")
        .awaitStatus(
            "says why",
            now ->
                now.conditions().stream()
                    .anyMatch(c -> c.getReason().equals("TooManyVirtualMachines")));
    assertThat(story.sbg.running()).hasSize(6);
  }
}
