package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.kubernetes.WatchPulse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 14: an administrator takes rights at the API server away from the operator. */
class Fault14RightsTakenAwayIT {
  private static final Duration NOTICED = WatchPulse.PERIOD.plusSeconds(10);
  private static final Duration MENDED = Duration.ofSeconds(60);

  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));

  @AfterEach
  void giveBack() {
    story.rights.areGiven();
  }

  @Test
  void withoutAnyRightTheGuardGoesOnAndNothingElseMoves() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rights.areTakenAway();
    // An open watch was authorized when it began: these must begin anew, and may not.
    proxy.refuses();
    proxy.behaves();
    story.alice.approves(plan, request);

    theGuardGoesOn();
    await("it says so")
        .atMost(NOTICED)
        .untilAsserted(
            () ->
                assertThat(story.operator.get("/readyz"))
                    .contains("kubernetes: cannot be read:")
                    .contains("leadership:"));
    assertThat(Metrics.value(story, "failback_kubernetes_reachable")).isZero();
    assertThat(Metrics.value(story, "failback_leader")).isZero();
    nothingMoved(plan);
    theGuardGoesOn();

    story.permitFailback();
    story.rights.areGiven();
    completes(plan);
    await("what was done meanwhile is told afterwards: three times docker-04 was suspended")
        .until(
            () ->
                plan.events().stream()
                        .filter(event -> event.getMessage().startsWith("docker-04 ran at rbx"))
                        .mapToInt(Event::getCount)
                        .sum()
                    == 3);
  }

  @Test
  void withoutTheRightToWriteAStatusTheGuardGoesOnAndNothingElseMoves() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rights.areTakenAway("failback.pra.io", "failbackplans/status", "patch");
    story.alice.approves(plan, request);

    await("it says so")
        .atMost(NOTICED)
        .untilAsserted(
            () ->
                assertThat(story.operator.get("/readyz"))
                    .contains("kubernetes: FailbackPlan %s/erp: 403".formatted(story.namespace)));
    assertThat(Metrics.value(story, "failback_kubernetes_troubled_objects")).isPositive();
    assertThat(Metrics.sum(story, "failback_kubernetes_failures_total", "code=\"403\""))
        .isPositive();
    theGuardGoesOn();
    nothingMoved(plan);

    story.permitFailback();
    story.rights.areGiven();
    completes(plan);
  }

  @Test
  void withoutTheRightToTheLeaseNobodyLeadsTheGuardGoesOnAndNothingElseMoves() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rights.areTakenAway("coordination.k8s.io", "leases", "update");
    story.alice.approves(plan, request);

    await("it says so")
        .atMost(NOTICED)
        .until(() -> story.operator.get("/readyz").contains("leadership:"));
    await("nobody leads").atMost(NOTICED).until(() -> Metrics.value(story, "failback_leader") == 0);
    theGuardGoesOn();
    nothingMoved(plan);

    story.permitFailback();
    story.rights.areGiven();
    completes(plan);
  }

  private void theGuardGoesOn() {
    for (String vm : List.of("mysql-01", "docker-02", "docker-04")) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
  }

  private void nothingMoved(LivePlan plan) {
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  private void completes(LivePlan plan) {
    await("completed by itself").atMost(MENDED).until(() -> plan.phase() == Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
    assertThat(story.sbg.running()).isEmpty();
    await("well again").atMost(MENDED).until(() -> story.operator.get("/readyz").startsWith("ok"));
  }
}
