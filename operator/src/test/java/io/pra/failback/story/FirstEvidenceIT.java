package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which site has authority when a plan is new: DESIGN section 2, case by case. */
class FirstEvidenceIT {
  @RegisterExtension final Story story = new Story();

  private void assertNothingWasDone() {
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @Test
  void thePrimaryRunsAndTheRecoveryDoesNot() {
    story.referee.permit(PRIMARY_RUNS);
    story.sbg.as("zerto").powersOff("*");
    story.zerto.powersOn("*");

    LivePlan plan = story.applies(PlanFixture.erp());

    assertThat(plan.await(Authority.Primary).phase()).isEqualTo(Phase.Standby);
    plan.awaitEvent("AuthorityDetected", "6 primary VMs run and no recovery VM does");
    assertThat(story.rbx.running()).hasSize(6);
    assertNothingWasDone();
  }

  @Test
  void theRecoveryRunsAndSoDoesThePrimary() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN, OPERATOR_STOPS_PRIMARY);
    story.zerto.powersOn("*");

    LivePlan plan = story.holds(PlanFixture.erp());
    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();

    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    plan.awaitEvent("Suspended", "mysql-01");
    assertThat(story.sbg.running()).hasSize(6);
  }

  @Test
  void theRecoveryRunsAndThePrimaryDoesNot() {
    LivePlan plan = story.holds(PlanFixture.erp());

    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    plan.awaitEvent("AuthorityDetected", "6 of 6 recovery VMs run");
    story.zertoRestores();
  }

  @Test
  void theRecoveryRunsAndThePrimaryCannotBeReadUntilItsVmsComeBackToLifeWithIt() {
    story.rbx.stops();
    story.site("rbx").awaitCondition("Reachable", "False");
    LivePlan plan = story.holds(PlanFixture.erp());
    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    plan.awaitStalled("SiteUnreadable");
    assertThat(plan.phase()).isEqualTo(Phase.Holding);

    story.referee.permit(PRIMARY_RUNS, BOTH_RUN, OPERATOR_STOPS_PRIMARY);
    story.zerto.powersOn("*");
    story.rbx.starts();
    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();

    plan.await(Phase.AwaitingApproval);
  }

  @Test
  void neitherRuns() {
    story.sbg.as("zerto").powersOff("*");

    LivePlan plan = story.holds(PlanFixture.erp());

    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    plan.awaitEvent("AuthorityDetected", "no VM of either site runs");
    plan.awaitStatus("none-active is flagged", now -> now.pairs().neitherRunning() == 6);
    assertThat(plan.condition("NoneActive").getStatus()).isEqualTo("True");
    story.zertoRestores();
  }

  @Test
  void theRecoveryCannotBeReadAndSoNothingIsHeldUntilItCan() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.sbg.stops();
    story.site("sbg").awaitCondition("Reachable", "False");
    story.zerto.powersOn("*");
    LivePlan plan = story.applies(PlanFixture.erp());

    FailbackPlanStatus status = plan.awaitStalled("RecoveryUnreadable");
    assertThat(status.authority()).isEqualTo(Authority.Unknown);
    assertThat(status.phase()).isEqualTo(Phase.Standby);
    assertThat(plan.condition("Ready").getStatus()).isEqualTo("False");
    assertThat(story.rbx.running()).hasSize(6);
    assertNothingWasDone();

    story.sbg.as("zerto").powersOff("*");
    story.sbg.starts();
    plan.await(Authority.Primary);
    assertThat(story.rbx.running()).hasSize(6);
    assertNothingWasDone();
  }

  @Test
  void someRunHereAndSomeThereAndSoAPersonMustSay() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.sbg.as("zerto").powersOff("docker-*");
    story.zerto.powersOn("docker-*");
    LivePlan plan = story.applies(PlanFixture.erp());

    plan.awaitStalled("AuthorityUndecided");
    assertThat(plan.status().authority()).isEqualTo(Authority.Unknown);
    assertNothingWasDone();

    story.alice.patches(plan, "{\"spec\":{\"initialAuthority\":\"Primary\"}}");
    assertThat(plan.await(Authority.Primary).phase()).isEqualTo(Phase.Standby);
    assertNothingWasDone();
  }

  @Test
  void someRunAtTheRecoveryAndThePrimaryCannotBeReadWhereTheOthersMayRun() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.sbg.as("zerto").powersOff("docker-*");
    story.zerto.powersOn("docker-*");
    story.rbx.stops();
    story.site("rbx").awaitCondition("Reachable", "False");
    LivePlan plan = story.applies(PlanFixture.erp());

    plan.awaitStalled("AuthorityUndecided");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("2 of 6 recovery VMs run, and what runs at the primary is not known");

    story.rbx.starts();
    plan.awaitStatus(
        "both are read, and a person must say",
        now -> now.message().contains("2 of 6 recovery VMs run, and 4 primary VMs too"));
    assertNothingWasDone();
  }

  @Test
  void aRecoveryVmWhoseStateIsUnknownCountsAsRunning() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.sbg.as("zerto").powersOff("*");
    story.sbg.connection("mysql-01", "disconnected");
    story.zerto.powersOn("*");
    LivePlan plan = story.applies(PlanFixture.erp());

    plan.awaitStalled("AuthorityUndecided");
    assertNothingWasDone();

    story.sbg.connection("mysql-01", "connected");
    plan.await(Authority.Primary);
    assertNothingWasDone();
  }

  @Test
  void recoveryIsAssertedThoughItCannotBeRead() {
    story.sbg.stops();
    story.site("sbg").awaitCondition("Reachable", "False");

    LivePlan plan = story.holds(PlanFixture.erp().with("initialAuthority: Recovery"));

    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    plan.awaitEvent("AuthorityAsserted", "initialAuthority asserts recovery");
    story.zertoRestores();
  }

  @Test
  void primaryIsAssertedThoughTheRecoveryRuns() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.zerto.powersOn("*");

    LivePlan plan = story.applies(PlanFixture.erp().with("initialAuthority: Primary"));

    assertThat(plan.await(Authority.Primary).phase()).isEqualTo(Phase.Standby);
    plan.awaitCondition("DualActive", "True", "BothRunning");
    assertNothingWasDone();
  }

  @Test
  void aPlanThatMatchesNothingHoldsNothing() {
    LivePlan plan =
        story.applies(
            PlanFixture.erp().with("waves: [{name: all, virtualMachines: [\"oracle-*\"]}]"));

    plan.awaitStalled("NoVirtualMachines");
    assertThat(plan.status().authority()).isEqualTo(Authority.Unknown);
  }
}
