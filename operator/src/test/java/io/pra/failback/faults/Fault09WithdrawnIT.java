package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 9: an approval is withdrawn, and the watch does not tell. */
class Fault09WithdrawnIT {
  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));

  @Test
  void theNextWaveIsNotStartedForThePlanIsReadLive() {
    LivePlan plan = story.awaitsApproval(PlanFixture.databasesAnswer(story.web.url("/mysql")));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    proxy.silences(call -> call.path().contains("failbackplans"));
    story.alice.withdraws(plan);
    story.web.answers("/mysql", 200);

    plan.awaitStalled("ApprovalWithdrawn");
    assertThat(story.referee.startedByOperator(story.rbx))
        .containsExactlyInAnyOrder("mysql-01", "mysql-02");
    assertThat(story.rbx.running()).containsExactlyInAnyOrder("mysql-01", "mysql-02");
  }
}
