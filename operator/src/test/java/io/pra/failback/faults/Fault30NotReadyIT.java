package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.WaveState;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 30: what was brought up is not well, so nothing more is brought up, and SBG is kept. */
class Fault30NotReadyIT {
  private static final String[] MYSQL = {"mysql-01", "mysql-02"};

  /** How a service is not well. */
  enum Way {
    ANSWERS_500,
    ANSWERS_NOT,
    REFUSES
  }

  @RegisterExtension final Story story = new Story();

  private PlanFixture overlapping(String url) {
    return PlanFixture.erp()
        .with(
            """
            overlap: Allowed
            waves:
              - name: databases
                virtualMachines: ["mysql-*"]
                timeoutSeconds: 2
                readiness: [{id: mysql-up, intervalSeconds: 1, timeoutSeconds: 1, http: {url: "%s"}}]
              - {name: applications, virtualMachines: ["docker-*"]}
            checklist:
              - {id: healthy, stage: AfterActivation, intervalSeconds: 1, http: {url: "%s"}}
              - {id: users, stage: AfterCutover, intervalSeconds: 1, http: {url: "%s"}}
            cutover:
              - id: dns
                intervalSeconds: 1
                http: {method: POST, url: "%s"}
            """
                .formatted(
                    url,
                    story.web.url("/healthy"),
                    story.web.url("/users"),
                    story.web.url("/dns")));
  }

  @ParameterizedTest
  @EnumSource
  void aWaveThatDoesNotGetReadyIsTheLastAndTheRecoveryServesOn(Way way) {
    if (way == Way.ANSWERS_NOT) {
      story.web.keepsSilent("/mysql");
    } else {
      story.web.answers("/mysql", 500);
    }
    // Nobody listens on the discard port of the loopback interface.
    String url = way == Way.REFUSES ? "http://127.0.0.1:9/mysql" : story.web.url("/mysql");
    LivePlan plan = story.awaitsApproval(overlapping(url));
    story.approves(plan);
    story.referee.permit(BOTH_RUN);

    plan.awaitStalled("WaveTimedOut");
    assertThat(plan.condition("Stalled").getMessage()).contains("check mysql-up does not pass");
    assertThat(plan.status().waves())
        .extracting(wave -> wave.state())
        .last()
        .isEqualTo(WaveState.Pending);
    theRecoveryIsKept(plan, Phase.Activating, MYSQL);

    // The way out that it names.
    story.permitWayBack();
    story.alice.aborts(plan, "the databases do not answer");
    story.awaitsRolledBack(plan);
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    assertThat(story.web.asked("/dns")).isEmpty();
  }

  @Test
  void aHealthCheckThatFailsAfterTheWavesKeepsTheTrafficAndTheRecoveryWhereTheyAre() {
    story.web.answers("/mysql", 200);
    story.web.answers("/healthy", 503);
    story.web.answers("/dns", 200);
    LivePlan plan = story.awaitsApproval(overlapping(story.web.url("/mysql")));
    story.approves(plan);
    story.referee.permit(BOTH_RUN);

    plan.awaitStalled("CheckFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("check healthy fails");
    theRecoveryIsKept(plan, Phase.Verifying, story.rbx.running().toArray(String[]::new));
    assertThat(story.web.asked("/dns")).isEmpty();

    story.web.answers("/healthy", 200);
    plan.awaitStatus("the traffic is switched", now -> now.phase() == Phase.CuttingOver);
    await("the users' check fails").until(() -> !story.web.asked("/users").isEmpty());
    plan.awaitStalled("CheckFailed");
    theRecoveryIsKept(plan, Phase.CuttingOver, story.rbx.running().toArray(String[]::new));
    assertThat(story.web.asked("/dns")).hasSize(1);

    story.web.answers("/users", 200);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(story.web.asked("/dns")).hasSize(1);
  }

  @Test
  void aCheckThatFailsBeforeTheApprovalIsActedOnVoidsItAndTheRecoveryIsKept() {
    story.web.answers("/storage", 200);
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    checklist:
                      - {id: storage, intervalSeconds: 1, http: {url: "%s"}}
                    """
                        .formatted(story.web.url("/storage"))));
    String request = plan.openRequest();

    story.web.answers("/storage", 503);
    plan.awaitEvent("RequestVoided", "check storage does not pass any more");
    story.alice.approves(plan, request);
    plan.awaitEvent("ApprovalRefused", request);

    assertThat(plan.phase()).isEqualTo(Phase.Holding);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  /** Now, and after the next looks at the checks. */
  private void theRecoveryIsKept(LivePlan plan, Phase phase, String... primaryRunning) {
    int asked = story.web.asked().size();
    await("it looks again")
        .until(
            () ->
                story.web.asked().size() > asked + 2
                    || plan.condition("Stalled").getMessage().contains("mysql-up"));
    assertThat(plan.phase()).isEqualTo(phase);
    assertThat(plan.status().authority()).isEqualTo(Authority.Both);
    assertThat(story.rbx.running()).containsExactlyInAnyOrder(primaryRunning);
    assertThat(story.sbg.running()).hasSize(6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }
}
