package io.pra.failback.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Policies;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often the API server is asked for the policies, and that it is asked before one acts. */
class PolicyLooksIT {
  private static final Duration SELDOM = Duration.ofSeconds(28);
  private static final Duration OFTEN = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String POLICY = "/validatingadmissionpolicies/failback-approvals";

  private final Policies policies = new Policies(Lab.shared());

  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()).withGuardedApprovals());

  @AfterEach
  void remove() {
    policies.remove(story.namespace);
  }

  private List<ApiProxy.Call> looks() {
    return proxy.calls().stream().filter(call -> call.path().endsWith(POLICY)).toList();
  }

  private static Duration between(ApiProxy.Call one, ApiProxy.Call next) {
    return Duration.ofNanos(next.atNanos() - one.atNanos());
  }

  @Test
  void whileNobodyIsAskedItIsLookedAtSeldom() {
    policies.install(story.namespace);

    // Until it has seen them it looks often.
    await("half a minute passes between two looks")
        .atMost(PATIENCE)
        .until(
            () -> {
              List<ApiProxy.Call> all = looks();
              return all.size() > 1
                  && between(all.get(all.size() - 2), all.get(all.size() - 1)).compareTo(SELDOM)
                      > 0;
            });
    assertThat(story.operator.get("/metrics")).contains("failback_approvals_guarded 1");
  }

  @Test
  void anApprovalIsTakenAfterALookThatIsNewerThanIt() {
    policies.install(story.namespace);
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    int before = looks().size();
    await("while people are asked it is looked at often")
        .atMost(SELDOM.dividedBy(2))
        .until(() -> looks().size() >= before + 2);

    // Right after a look, so that the next one of that rhythm is far.
    int seen = looks().size();
    await("a look").until(() -> looks().size() > seen);
    ApiProxy.Call last = looks().get(looks().size() - 1);
    long approved = System.nanoTime();
    story.approves(plan);
    plan.await(Phase.Completed);

    long taken =
        proxy.calls().stream()
            .filter(call -> call.isWrite() && call.body().contains("\"Quiescing\""))
            .mapToLong(ApiProxy.Call::atNanos)
            .min()
            .orElseThrow();
    ApiProxy.Call fresh =
        looks().stream().filter(look -> look.atNanos() > approved).findFirst().orElseThrow();
    assertThat(fresh.atNanos()).isLessThan(taken);
    assertThat(between(last, fresh)).isLessThan(OFTEN.multipliedBy(4).dividedBy(5));
  }
}
