package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows 17, 20, 21 and 22: a vCenter that refuses, restarts, is slow, or falls silent. */
class ConnectionFaultsIT {
  /** The longest pause between two logins, 5 s, and a login, a read and the suspension. */
  private static final Duration SEEN_AGAIN = Duration.ofSeconds(7);

  /** A long poll of 15 s while something is held, 15 s beyond it, and a round of the operator. */
  private static final Duration SILENCE_NOTICED = Duration.ofSeconds(40);

  @RegisterExtension final Story story = new Story();

  private final Control control = new Control(Lab.shared().info().control());
  private final LabInfo.Site rbx = Lab.shared().info().vcenters().rbx();

  @Test
  void row17AChangedPasswordIsTriedOnceAndTheSecretIsReadAgain() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(SEEN_AGAIN);
    int refused = login("invalid").asInt();
    try {
      setPassword("another-1");
      assertThat(Exposure.of(story, story.zerto, "mysql-01"))
          .as("the session goes on")
          .isLessThan(Exposure.BOUND);

      story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
      control.post("/sites/rbx/sessions/terminate", Map.of("user", rbx.operator()));
      awaitReachable("False", "InvalidLogin");
      story.zerto.powersOn("docker-01");

      story.referee.permitOnly();
      writeSecret("another-1");
      Exposure.awaitSuspended(story, "docker-01");
      awaitReachable("True", "Connected");

      assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(Exposure.BOUND);
      assertThat(login("invalid").asInt()).as("passwords tried in vain").isEqualTo(refused + 1);
      assertThat(login("locked").asInt()).isZero();
    } finally {
      setPassword(rbx.password());
    }
  }

  @Test
  void row20AVCenterThatRestartsInTheMiddleOfAWaveFreezesThePlanWhichThenGoesOn() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - name: databases
                        virtualMachines: ["mysql-*"]
                        readiness:
                          - {id: up, intervalSeconds: 1, http: {url: "%s"}}
                      - {name: applications, virtualMachines: ["docker-*"]}
                    """
                        .formatted(story.web.url("/mysql"))));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    story.rbx.stops();
    awaitReachable("False", "Unreachable");
    story.web.answers("/mysql", 200);
    await("the check passes")
        .until(() -> story.web.asked("/mysql").size() > 0 && plan.phase() == Phase.Activating);
    plan.awaitStalled("SiteUnreadable");
    assertThat(story.rbx.running()).containsExactly("mysql-01", "mysql-02");
    assertThat(plan.phase()).isEqualTo(Phase.Activating);

    story.rbx.starts();
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.referee.startedByOperator(story.rbx))
        .as("each is started once")
        .hasSize(6)
        .doesNotHaveDuplicates();
  }

  @Test
  void row21ASlowRecoveryDoesNotSlowTheGuardOfThePrimary() {
    story.awaitsApproval(PlanFixture.erp());
    // In this order: the lab ends a session only when no slow call is under way in it.
    control.post("/sites/sbg/sessions/terminate", Map.of("user", rbx.operator()));
    story.sbg.delays(Map.of("method", "*", "millis", 5000));

    for (String vm : new String[] {"mysql-01", "docker-01", "docker-02", "mysql-02"}) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
  }

  @Test
  void row22AVCenterThatFallsSilentIsNoticedAndGuardedAgainOnceItAnswers() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
    story.referee.exposuresUpTo(SEEN_AGAIN);
    long began = System.nanoTime();
    story.rbx.post("/hang", Map.of());

    await("the silence is noticed")
        .atMost(SILENCE_NOTICED)
        .until(() -> isReachable("False", "Unreachable"));
    System.out.printf(
        "row 22: noticed after %s%n", Duration.ofNanos(System.nanoTime() - began).toSeconds());
    assertThat(story.site("sbg").condition("Reachable").orElseThrow().getStatus())
        .isEqualTo("True");
    story.zerto.powersOn("docker-03");

    story.referee.permitOnly();
    control.delete("/sites/rbx/hang");
    Exposure.awaitSuspended(story, "docker-03");
    awaitReachable("True", "Connected");
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
  }

  private void awaitReachable(String status, String reason) {
    await("rbx: Reachable=%s %s".formatted(status, reason))
        .until(() -> isReachable(status, reason));
  }

  private boolean isReachable(String status, String reason) {
    return story
        .site("rbx")
        .condition("Reachable")
        .filter(c -> c.getStatus().equals(status) && c.getReason().equals(reason))
        .isPresent();
  }

  private void setPassword(String password) {
    control.post("/sites/rbx/accounts/" + rbx.operator(), Map.of("password", password));
  }

  private void writeSecret(String password) {
    Lab.shared()
        .admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("vcenter-rbx")
                .withNamespace(story.namespace)
                .endMetadata()
                .withStringData(Map.of("password", password))
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private JsonNode login(String what) {
    for (JsonNode login : control.get("/sites/rbx/logins").get("logins")) {
      if (login.get("user").asText().equals(rbx.operator())) {
        return login.get(what);
      }
    }
    throw new IllegalStateException("the operator never logged in");
  }
}
