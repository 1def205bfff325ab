package io.pra.failback.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.Archive;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RBX serves, and a failback is drilled. */
class DrillIT {
  @RegisterExtension final Story story = new Story();

  /** RBX serves and SBG is down; what the operator did until then is not counted. */
  private LivePlan standsBy() {
    story.rbx.heartbeat("mysql-01", "green");
    LivePlan plan =
        story.primaryServes(
            PlanFixture.erp()
                .with(
                    """
                    checklist:
                      - {id: rpo, intervalSeconds: 1, http: {url: "%1$s"}}
                      - {id: healthy, stage: AfterActivation, manual: {}}
                      - {id: guests, stage: AfterActivation, intervalSeconds: 1, guestHeartbeat: {virtualMachines: ["mysql-01"]}}
                    cutover: [{id: dns, http: {url: "%2$s"}}]
                    reprotect: [{id: reverse, manual: {}}]
                    """
                        .formatted(story.web.url("/rpo"), story.web.url("/dns"))));
    return plan;
  }

  private void mode(LivePlan plan, String mode) {
    story.alice.patches(plan, "{\"spec\":{\"mode\":\"%s\"}}".formatted(mode));
  }

  private static DrillStatus awaitDrill(LivePlan plan, Phase phase) {
    return plan.awaitStatus(
            "a drill in " + phase, now -> now.drill() != null && now.drill().phase() == phase)
        .drill();
  }

  private void isKilledAndStartedAgain() {
    story.operator.kill();
    story.operator.start(story.namespace);
  }

  private List<String> run() {
    return story.referee.changes().stream().map(change -> change.where()).toList();
  }

  @Test
  void aWholeDrillWithRealChecksAndPeopleTouchesNothing() {
    LivePlan plan = standsBy();
    List<String> before = run();

    mode(plan, "Drill");
    plan.awaitStatus(
        "the failing check stalls the drill",
        now -> now.drill() != null && now.drill().message().contains("check rpo fails"));
    story.web.answers("/rpo", 200);
    String request = awaitDrill(plan, Phase.AwaitingApproval).request().id();
    assertThat(plan.status().nextAction()).contains(request);
    isKilledAndStartedAgain();
    story.alice.approves(plan, request);
    awaitDrill(plan, Phase.Verifying);
    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "healthy", "drill-1");
    awaitDrill(plan, Phase.Reprotecting);
    assertThat(plan.phase()).isEqualTo(Phase.Standby);
    assertThat(plan.status().authority()).isEqualTo(Authority.Primary);
    story.alice.signsOff(plan, "reverse", "drill-1");
    awaitDrill(plan, Phase.Completed);

    plan.awaitStatus(
        "its record", now -> now.reports().head() != null && now.reports().due().isEmpty());
    assertThat(run()).as("power changes at either vCenter since the drill began").isEqualTo(before);
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    assertThat(story.web.asked("/rpo")).isNotEmpty();
    assertThat(story.web.asked("/dns")).isEmpty();
    assertThat(plan.status().lastDrill().outcome()).isEqualTo(DrillOutcome.Completed);
    assertThat(plan.status().episode()).isNull();
    assertThat(story.rbx.running()).hasSize(6);

    Archive archive = new Archive(plan);
    assertThat(archive.verify().problems()).isEmpty();
    EpisodeRecord record = archive.report("erp-drill-1").content().orElseThrow().record();
    assertThat(record.isSimulated()).isTrue();
    assertThat(record.standing().outcome()).isEqualTo(Outcome.Completed);
    assertThat(record.procedure().requests().get(0).approvals())
        .singleElement()
        .satisfies(yes -> assertThat(yes.by()).isEqualTo("alice"));
    assertThat(archive.report("erp-drill-1").markdown()).startsWith("# DRILL 1 of failback erp");
    await("metrics")
        .until(() -> story.operator.get("/metrics").contains("failback_plan_drill_overdue{"));
  }

  @Test
  void aDisasterInTheMiddleOfADrillIsARealEpisodeAndHolds() {
    story.web.answers("/rpo", 200);
    LivePlan plan = standsBy();
    mode(plan, "Drill");
    String drilled = awaitDrill(plan, Phase.AwaitingApproval).request().id();
    story.alice.approves(plan, drilled);
    awaitDrill(plan, Phase.Verifying);

    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus("a real episode", now -> now.phase().inEpisode());
    story.referee.permitOnly();
    story.zertoRestores();

    assertThat(plan.status().drill().outcome()).isEqualTo(DrillOutcome.Interrupted);
    assertThat(plan.status().episode().id()).isEqualTo("episode-1");
    String request = plan.openRequest();
    assertThat(request).isNotEqualTo(drilled);
    assertThat(plan.status().approvedBy()).isEmpty();
    plan.awaitEvent("DrillEnded", "it is real");
    await("its record")
        .until(
            () ->
                new Archive(plan)
                    .records().stream()
                        .anyMatch(map -> map.getMetadata().getName().equals("erp-drill-1")));
    assertThat(new Archive(plan).report("erp-drill-1").content().orElseThrow().record())
        .satisfies(
            record -> assertThat(record.standing().outcome()).isEqualTo(Outcome.Interrupted));
    assertThat(story.web.asked("/dns")).isEmpty();
  }
}
