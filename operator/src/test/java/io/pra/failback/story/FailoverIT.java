package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The next disaster: what begins an episode, and what must not be fought. */
class FailoverIT {
  @RegisterExtension final Story story = new Story();

  /** RBX serves and SBG is down, as in normal times. */
  private LivePlan standsBy(PlanFixture fixture) {
    LivePlan plan = story.primaryServes(fixture);
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
    return plan;
  }

  @Test
  void aFailoverBeginsAnEpisodeInWhichThePrimaryIsHeld() {
    LivePlan plan = standsBy(PlanFixture.erp());
    Instant began = Instant.now();
    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");

    FailbackPlanStatus holding = plan.awaitStatus("an episode", now -> now.phase().inEpisode());
    story.referee.permitOnly();

    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(8));
    assertThat(holding.authority()).isEqualTo(Authority.Recovery);
    assertThat(holding.episode().number()).isEqualTo(1);
    plan.awaitEvent("FailoverSuspected", "most recovery VMs run");
    plan.awaitEvent("FailoverDetected", "the primary is held");
    story.zertoRestores();
  }

  @Test
  void aPrimarySiteThatIsGoneAltogetherIsAFailoverAndItsVmsAreHeldWhenItComesBack() {
    LivePlan plan = standsBy(PlanFixture.erp());
    story.rbx.stops();
    story.sbg.as("zerto").powersOn("*");
    story.referee.permit(BOTH_RUN);
    plan.awaitStatus("an episode", now -> now.phase().inEpisode());
    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);

    story.referee.permit(io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY);
    story.rbx.starts();
    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();

    plan.awaitEvent("Suspended", "mysql-01 ran at rbx while held");
    assertThat(story.sbg.running()).hasSize(6);
  }

  @Test
  void aFailoverThatDoesNotLastIsNone() {
    LivePlan plan = standsBy(PlanFixture.erp().with("failoverDetectionSeconds: 5"));
    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus("suspected", now -> now.failoverSeenSince() != null);

    story.referee.permit(BOTH_RUN);
    story.rbx.as("alice").powersOn("mysql-01");

    plan.awaitStatus("no longer suspected", now -> now.failoverSeenSince() == null);
    plan.awaitCondition("DualActive", "True", "BothRunning");
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
    assertThat(plan.status().message()).contains("both sites run; nothing is enforced");
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  @Test
  void bothSitesRunningInNormalTimesIsSaidAndNotFought() {
    LivePlan plan = standsBy(PlanFixture.erp());
    story.referee.permit(BOTH_RUN);
    story.sbg.as("zerto").powersOn("*");

    plan.awaitCondition("DualActive", "True", "BothRunning");
    plan.awaitEvent("DualActive", "both VMs of 6 pair(s) run");
    assertThat(plan.status().authority()).isEqualTo(Authority.Primary);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).hasSize(6);
  }

  @Test
  void whereAPersonDeclaresTheFailoverNothingIsHeldBefore() {
    LivePlan plan = standsBy(PlanFixture.erp().with("failoverDetection: Manual"));
    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus(
        "seen, and left alone",
        now ->
            now.pairs().recoveryRunning() == 6
                && now.pairs().primaryRunning() == 0
                && now.message().contains("failoverDetection is Manual"));
    assertThat(plan.phase()).isEqualTo(Phase.Standby);

    story.alice.declaresFailover(plan, "fire in RBX");
    plan.awaitStatus("an episode", now -> now.phase().inEpisode());
    story.referee.permitOnly();

    plan.awaitEvent("FailoverDeclared", "alice declared a failover");
    story.zertoRestores();
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus(
        "the old declaration is not about this one",
        now ->
            now.pairs().recoveryRunning() == 6
                && now.pairs().primaryRunning() == 0
                && now.message().contains("failoverDetection is Manual"));
    assertThat(plan.status().episode().number()).isEqualTo(1);
  }

  @Test
  void aDeclarationIsRefusedWhileTheRecoveryDoesNotServe() {
    LivePlan plan = standsBy(PlanFixture.erp().with("failoverDetection: Manual"));

    story.alice.declaresFailover(plan, "by mistake");

    plan.awaitStalled("DeclarationRefused");
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
    assertThat(story.rbx.running()).hasSize(6);
  }
}
