package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However wrong a selector is, only so much is touched. */
class BlastRadiusIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void anEpisodeOverTooManyVmsDoesNotBeginUntilTheLimitIsRaised() {
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.zerto.powersOn("*");
    LivePlan plan = story.applies(PlanFixture.erp().with("guard: {maxVirtualMachines: 5}"));

    plan.awaitStalled("TooManyVirtualMachines");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("about 6 VMs and spec.guard.maxVirtualMachines is 5")
        .contains("\"maxVirtualMachines\":6");
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();

    story.referee.permit(OPERATOR_STOPS_PRIMARY);
    story.alice.patches(plan, "{\"spec\":{\"guard\":{\"maxVirtualMachines\":6}}}");
    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();
  }

  @Test
  void whatASelectorComesToMatchBeyondTheLimitIsNotTouchedAndNothingMoves() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp().with("guard: {maxVirtualMachines: 6}"));
    String request = plan.openRequest();
    story.referee.ignores("docker-05");

    story.rbx.creates("docker-05", "poweredOn");

    plan.awaitStalled("SurplusVirtualMachines");
    assertThat(plan.condition("Stalled").getMessage()).contains("docker-05");
    story.alice.approves(plan, request);
    plan.awaitStatus(
        "the approval was looked at",
        now -> now.observedGeneration() >= plan.now().getMetadata().getGeneration());
    assertThat(story.rbx.running()).containsExactly("docker-05");

    story.rbx.reregisters("mysql-01", "poweredOn");
    await("a known VM is held under a new reference")
        .until(() -> story.rbx.running().equals(Set.of("docker-05")));
    assertThat(story.sbg.running()).hasSize(6);
  }

  @Test
  void twoVmsOfOneNameAreBothHeldAndNeitherIsStarted() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    story.rbx.creates(Map.of("name", "mysql-01", "folder", "restored", "powerState", "poweredOn"));

    await("the copy is held").until(() -> story.rbx.running().isEmpty());
    plan.awaitStalled("AmbiguousIdentity");
    story.alice.approves(plan, "deadbeef");
    plan.awaitEvent("ApprovalRefused", "deadbeef");
    assertThat(plan.status().request()).isNull();
  }
}
