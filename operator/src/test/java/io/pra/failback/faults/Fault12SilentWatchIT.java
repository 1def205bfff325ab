package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.kubernetes.WatchPulse;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 12: a watch stays open and tells nothing any more. */
class Fault12SilentWatchIT {
  private static final Duration NOTICED =
      WatchPulse.PERIOD.plus(WatchPulse.GRACE).plus(Duration.ofSeconds(15));

  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));

  @Test
  void itIsNoticedAndListedAnewSoThatAnEditIsSeen() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    proxy.hangsOpenWatches();
    long began = System.nanoTime();
    story.alice.patches(plan, "{\"spec\":{\"paused\":true}}");
    long edited = plan.now().getMetadata().getGeneration();
    await("it says so")
        .atMost(NOTICED)
        .until(() -> story.operator.get("/readyz").contains("a watch is silent, FailbackPlan"));
    await("the edit is seen")
        .atMost(NOTICED)
        .until(() -> plan.status().observedGeneration() >= edited);
    System.out.printf("row 12: seen after %d ms%n", (System.nanoTime() - began) / 1_000_000);
    assertThat(Metrics.value(story, "failback_kubernetes_watches_replaced_total")).isEqualTo(1);
    await("well again").atMost(NOTICED).until(() -> story.operator.get("/readyz").startsWith("ok"));
    assertThat(plan.status().request().id()).isEqualTo(request);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void theEmergencyBrakeIsSeenEvenIfNoWatchEverSpeaksAgain() {
    LivePlan plan = story.holds(PlanFixture.erp());
    proxy.silences(call -> true);

    story.alice.patches(plan, "{\"spec\":{\"paused\":true}}");
    await("the edit is seen")
        .atMost(NOTICED)
        .until(() -> plan.now().getSpec().paused() && seen(plan));
    story.alice.patches(plan, "{\"spec\":{\"paused\":false}}");
    await("the next edit is seen").atMost(NOTICED).until(() -> seen(plan));
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
  }

  private static boolean seen(LivePlan plan) {
    return plan.status().observedGeneration() >= plan.now().getMetadata().getGeneration();
  }
}
