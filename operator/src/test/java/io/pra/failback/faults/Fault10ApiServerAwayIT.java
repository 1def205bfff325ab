package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.OPERATOR_STARTS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 10: the API server is away, with an approval already in place that the operator has not yet
 * seen. In a minute there is time for the request time-out of ten seconds, its retries, and for
 * what is said about it.
 */
class Fault10ApiServerAwayIT {
  private static final Duration AWAY = Duration.ofSeconds(60);
  private static final Duration BACK = Duration.ofSeconds(60);

  /** How it is away. */
  enum Way {
    REFUSES,
    SWALLOWS
  }

  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));

  @ParameterizedTest
  @EnumSource
  void theGuardGoesOnNothingElseMovesAndThePlanCompletesByItself(Way way) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    long began = System.nanoTime();

    if (way == Way.REFUSES) {
      proxy.refuses();
    } else {
      proxy.swallows();
    }
    story.alice.approves(plan, request);
    for (String vm : List.of("mysql-01", "docker-02", "mysql-02")) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
    await("it says so")
        .atMost(AWAY)
        .until(() -> story.operator.get("/readyz").contains("kubernetes: no answer for"));
    assertThat(Metrics.value(story, "failback_kubernetes_reachable")).isZero();
    await("a minute")
        .atMost(AWAY.plusSeconds(5))
        .until(() -> System.nanoTime() - began > AWAY.toNanos());
    assertThat(Exposure.of(story, story.zerto, "docker-04")).isLessThan(Exposure.BOUND);
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);

    story.permitFailback();
    long back = System.nanoTime();
    proxy.behaves();
    await("completed by itself").atMost(BACK).until(() -> plan.phase() == Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    System.out.printf(
        "row 10 %s: completed %d ms after it was back, exposures %s%n",
        way, (System.nanoTime() - back) / 1_000_000, story.referee.exposures());
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
    assertThat(story.sbg.running()).isEmpty();
    await("well again").atMost(BACK).until(() -> story.operator.get("/readyz").startsWith("ok"));
    plan.awaitEvent("Suspended", "docker-02 ran at rbx while held");
  }

  @Test
  void aSiteThatIsToBeActiveStartsNothingMeanwhile() {
    story.referee.permit(PRIMARY_RUNS, OPERATOR_STARTS_PRIMARY);
    story.sbg.as("alice").powersOff("*");
    story.alice.patches(story.site("rbx"), "{\"spec\":{\"activity\":\"Active\"}}");
    await("all run").until(() -> story.rbx.down().isEmpty());
    story.referee.revoke(OPERATOR_STARTS_PRIMARY);

    proxy.refuses();
    story.zerto.powersOff("mysql-01");
    await("it would have been started, had it not been looked for the order")
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(7))
        .until(() -> story.rbx.down().contains("mysql-01"));

    story.referee.permit(OPERATOR_STARTS_PRIMARY);
    proxy.behaves();
    await("all run again").atMost(BACK).until(() -> story.rbx.down().isEmpty());
  }
}
