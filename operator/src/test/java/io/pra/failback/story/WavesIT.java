package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.WaveState;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wave after wave, each only when the one before is ready. */
class WavesIT {
  @RegisterExtension final Story story = new Story();

  private PlanFixture databasesAnswer(int timeoutSeconds) {
    return PlanFixture.databasesAnswer(story.web.url("/mysql"), timeoutSeconds);
  }

  @Test
  void aWaveThatIsNotReadyInTimeStallsAndGoesOnByItselfOnceItIs() {
    LivePlan plan = story.awaitsApproval(databasesAnswer(2));
    story.approves(plan);

    plan.awaitStalled("WaveTimedOut");
    assertThat(plan.status().waves().get(0).state()).isEqualTo(WaveState.TimedOut);
    assertThat(plan.condition("Stalled").getMessage())
        .contains("check mysql-up does not pass")
        .contains("abort");
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");
    assertThat(story.sbg.running()).isEmpty();

    story.web.answers("/mysql", 200);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(plan.condition("Stalled").getStatus()).isEqualTo("False");
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void aWaveWaitsForTheHeartbeatOfItsGuestsThroughARestartAndASlowVCenter() {
    story.rbx.heartbeat("mysql-01", "green");
    story.rbx.heartbeat("mysql-02", "gray");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - name: databases
                        virtualMachines: ["mysql-*"]
                        readiness:
                          - {id: guests, timeoutSeconds: 1, intervalSeconds: 1, guestHeartbeat: {virtualMachines: ["mysql-*"]}}
                      - {name: applications, virtualMachines: ["docker-*"]}
                    """));
    story.approves(plan);

    plan.awaitEvent("CheckFailed", "blocking check guests failed: mysql-02: heartbeat is gray");
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");

    story.operator.stop();
    story.operator.start(story.namespace);
    story.rbx.delays(Map.of("method", "RetrievePropertiesEx", "millis", 3000));
    plan.awaitStatus(
        "the vCenter is too slow",
        now ->
            now.checklist().stream()
                .anyMatch(
                    check ->
                        check
                            .message()
                            .equals("no answer from the vCenter of the primary site within 1 s")));
    story.rbx.works();
    assertThat(plan.status().waves().get(0).state()).isEqualTo(WaveState.Waiting);
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");

    story.rbx.heartbeat("mysql-02", "green");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    plan.awaitEvent("CheckPassed", "blocking check guests passed: heartbeat of 2 VM(s) is green");
  }

  @Test
  void actionsOfAWaveComeBeforeItsVmsAndBeforeTheNextWaveThroughRestarts() {
    story.web.answers("/freeze", 403);
    story.web.answers("/grants", 200);
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - name: databases
                        virtualMachines: ["mysql-*"]
                        before: [{id: freeze, intervalSeconds: 1, http: {url: "%1$s/freeze"}}]
                        after:
                          - {id: grants, http: {url: "%1$s/grants"}}
                          - {id: warm, manual: {assignee: alice, dueSeconds: 1}}
                      - {name: applications, virtualMachines: ["docker-*"]}
                    """
                        .formatted(story.web.url(""))));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.phase()).isEqualTo(Phase.Activating);
    assertThat(story.rbx.running()).isEmpty();
    story.operator.stop();
    story.operator.start(story.namespace);
    story.web.answers("/freeze", 200);

    plan.awaitEvent("ManualOverdue", "action warm waits for a sign-off by alice, overdue since");
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");
    assertThat(plan.status().nextAction()).contains("\"warm\"").contains("for alice, overdue");
    story.operator.stop();
    story.operator.start(story.namespace);
    plan.awaitAnswered(Phase.Activating);
    assertThat(story.web.asked("/grants")).hasSize(1);

    story.alice.signsOff(plan, "warm");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/grants")).hasSize(1);
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void aVmThatCannotBePoweredOnKeepsItsWaveWaiting() {
    story.rbx.fails(
        Map.of(
            "method", "PowerOnVM_Task",
            "vm", "mysql-02",
            "at", "task",
            "fault", "GenericVmConfigFault",
            "message", "no host has the memory"));
    story.web.answers("/mysql", 200);
    LivePlan plan = story.holds(databasesAnswer(2));
    plan.await(Phase.AwaitingApproval);
    story.approves(plan);

    plan.awaitStalled("WaveTimedOut");
    plan.awaitEvent("StepFailed", "mysql-02");
    assertThat(story.rbx.running()).containsExactly("mysql-01");

    story.rbx.works();
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aRecoveryVmThatStartsInTheMiddleOfAWaveIsStoppedAndNothingMovesMeanwhile() {
    LivePlan plan = story.awaitsApproval(databasesAnswer(600));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);
    assertThat(plan.status().authority()).isEqualTo(Authority.Primary);

    story.sbg.fails(Map.of("method", "SuspendVM_Task", "fault", "TaskInProgress", "count", 3));
    story.sbg.as("alice").powersOn("mysql-01");

    plan.awaitEvent("Suspended", "mysql-01 ran at sbg while held");
    plan.awaitEvent("DualActive", "BothRunning");
    plan.awaitStatus("recovery is down", now -> now.pairs().recoveryRunning() == 0);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");

    story.web.answers("/mysql", 200);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aGuestThatDoesNotListenHasItsPowerCutAfterItsTime() {
    story.sbg.guests(200, "docker-03");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with("recoveryShutdown: {guestShutdownSeconds: 4, powerOffAfter: true}"));
    story.approves(plan);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    plan.awaitEvent("Step", "power off docker-03 at sbg");
    assertThat(story.sbg.calls("PowerOffVM_Task")).isEqualTo(1);
  }

  @Test
  void aGuestThatDoesNotListenStallsThePlanWhereThePowerMustNotBeCut() {
    story.sbg.guests(200, "docker-03");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with("recoveryShutdown: {guestShutdownSeconds: 1, powerOffAfter: false}"));
    story.approves(plan);

    plan.awaitStalled("RecoveryStillRuns");
    assertThat(story.sbg.running()).contains("docker-03", "mysql-01", "mysql-02").hasSize(3);
    assertThat(story.rbx.running()).isEmpty();

    story.sbg.as("alice").powersOff("docker-03");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.sbg.calls("PowerOffVM_Task")).isZero();
  }
}
