package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.Permission;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.harness.Web.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged operator is killed, and another one goes on where it was. */
class RestartIT {
  @RegisterExtension final Story story = new Story(new OperatorProcess());

  private void isKilledAndStartedAgain() {
    story.operator.kill();
    story.operator.start(story.namespace);
  }

  @Test
  void killedInEveryPhaseAPlanComesToTheSameEnd() {
    story.web.answers("/dns", 200);
    LivePlan plan =
        story.holds(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - name: databases
                        virtualMachines: ["mysql-*"]
                        readiness: [{id: mysql-up, intervalSeconds: 1, http: {url: "%1$s/mysql"}}]
                      - {name: applications, virtualMachines: ["docker-*"]}
                    checklist:
                      - {id: go, manual: {}}
                      - {id: healthy, stage: AfterActivation, manual: {}}
                      - {id: users, stage: AfterCutover, manual: {}}
                      - {id: post-mortem, stage: Closing, manual: {}}
                    cutover: [{id: dns, http: {url: "%1$s/dns"}}]
                    reprotect: [{id: reverse, manual: {}}]
                    recoveryShutdown: {guestShutdownSeconds: 60}
                    """
                        .formatted(story.web.url(""))));
    story.zertoRestores();

    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "go");
    String request = plan.openRequest();

    isKilledAndStartedAgain();
    story.sbg.guests(200, "mysql-*");
    story.approves(plan);
    assertThat(plan.status().request().id()).isEqualTo(request);
    plan.awaitStatus(
        "the applications are down",
        now -> now.phase() == Phase.Quiescing && now.pairs().recoveryRunning() == 2);

    isKilledAndStartedAgain();
    story.sbg.as("alice").powersOff("mysql-*");
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    story.operator.kill();
    story.web.answers("/mysql", 200);
    story.operator.start(story.namespace);
    plan.await(Phase.Verifying);

    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "healthy");
    plan.awaitStatus(
        "the action is done",
        now -> now.phase() == Phase.CuttingOver && now.message().contains("waits for check users"));

    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "users");
    plan.await(Phase.Reprotecting);

    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "reverse");
    plan.await(Phase.Closing);

    isKilledAndStartedAgain();
    story.alice.signsOff(plan, "post-mortem");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    isKilledAndStartedAgain();
    story.site("rbx").awaitCondition("Reachable", "True");
    assertThat(plan.status().authority()).isEqualTo(Authority.Primary);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(story.web.asked("/dns")).hasSize(1);
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
    assertThat(story.referee.startedByOperator(story.sbg)).isEmpty();
    assertThat(plan.status().episode().number()).isEqualTo(1);
  }

  @Test
  void aHeldVmThatWasStartedWhileTheOperatorWasDownIsSuspendedOnTheFirstLook() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.operator.kill();
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN, Permission.OPERATOR_STOPS_PRIMARY);
    story.zerto.powersOn("*");

    story.operator.start(story.namespace);

    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    story.referee.permitOnly();
    plan.awaitEvent("Suspended", "mysql-01 ran at rbx while held");
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aCutoverThatWasUnderWayIsLookedForBeforeItIsDoneAgain() {
    story.web.keepsSilent("/dns");
    LivePlan plan = story.awaitsApproval(cutover("verify: {url: \"%s\"}"));
    story.approves(plan);
    await("the switch is under way").until(() -> story.web.asked("/dns").size() == 1);

    story.operator.kill();
    story.web.answers("/effect", 200);
    story.operator.start(story.namespace);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns")).hasSize(1);
    assertThat(plan.status().actions().get(0).message()).contains("effect found");
  }

  @Test
  void aCutoverThatWasUnderWayAndHadNoEffectIsDoneAgainWithTheSameKey() {
    story.web.keepsSilent("/dns");
    LivePlan plan = story.awaitsApproval(cutover("verify: {url: \"%s\"}"));
    story.approves(plan);
    await("the switch is under way").until(() -> story.web.asked("/dns").size() == 1);

    story.operator.kill();
    story.web.answers("/dns", 200);
    story.operator.start(story.namespace);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    List<Asked> asked = story.web.asked("/dns");
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).idempotencyKey()).isEqualTo(asked.get(0).idempotencyKey());
  }

  @Test
  void aCutoverThatWasUnderWayAndCannotBeLookedForWaitsForAPerson() {
    story.web.keepsSilent("/dns");
    LivePlan plan = story.awaitsApproval(cutover("method: POST"));
    story.approves(plan);
    await("the switch is under way").until(() -> story.web.asked("/dns").size() == 1);

    isKilledAndStartedAgain();

    plan.awaitStalled("ActionOutcomeUnknown");
    assertThat(story.web.asked("/dns")).hasSize(1);
    story.alice.signsOff(plan, "dns");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns")).hasSize(1);
  }

  private PlanFixture cutover(String more) {
    return PlanFixture.erp()
        .with(
            "cutover: [{id: dns, timeoutSeconds: 60, http: {url: \"%s\", %s}}]"
                .formatted(story.web.url("/dns"), more.formatted(story.web.url("/effect"))));
  }

  @Test
  void aRollbackThatWasUnderWayIsFinished() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("checklist: [{id: ok, stage: AfterActivation, manual: {}}]"));
    story.approves(plan);
    plan.await(Phase.Verifying);
    story.rbx.delays(Map.of("method", "SuspendVM_Task", "at", "task", "millis", 700));
    story.referee.exposuresUpTo(Duration.ofSeconds(10));

    story.permitWayBack();
    story.alice.aborts(plan, "storage alarm");
    plan.await(Phase.Holding);
    isKilledAndStartedAgain();

    story.awaitsRolledBack(plan);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
  }
}
