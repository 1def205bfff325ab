package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.harness.Web.Asked;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done once: DNS, load balancers, replication. */
class ActionsIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void eachActionIsCalledOnceInOrderWithAKeyOfItsOwn() {
    for (String path : List.of("/sync", "/dns", "/lb", "/reverse")) {
      story.web.answers(path, 200);
    }
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    finalSync: [{id: sync, http: {url: "%1$s/sync"}}]
                    cutover:
                      - {id: dns, http: {url: "%1$s/dns", method: PUT}}
                      - {id: lb, http: {url: "%1$s/lb"}}
                    reprotect: [{id: reverse, http: {url: "%1$s/reverse"}}]
                    """
                        .formatted(story.web.url(""))));
    assertThat(story.web.asked()).isEmpty();

    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    assertThat(story.web.asked())
        .extracting(Asked::path)
        .containsExactly("/sync", "/dns", "/lb", "/reverse");
    assertThat(story.web.asked())
        .extracting(Asked::method)
        .containsExactly("POST", "PUT", "POST", "POST");
    assertThat(story.web.asked()).extracting(Asked::idempotencyKey).doesNotHaveDuplicates();
    assertThat(story.web.asked("/dns").get(0).idempotencyKey()).contains("episode-1");
    assertThat(plan.status().actions())
        .allSatisfy(action -> assertThat(action.state()).isEqualTo(ActionState.Succeeded));
    plan.awaitEvent("ActionSucceeded", "dns");
  }

  @Test
  void anActionThatIsRefusedStallsAndIsTriedAgainUntilItIsDone() {
    story.web.answers("/dns", 403);
    LivePlan plan = story.awaitsApproval(cutover("intervalSeconds: 1"));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("HTTP 403").contains("signOffs");
    assertThat(plan.phase()).isEqualTo(Phase.CuttingOver);
    assertThat(story.rbx.running()).hasSize(6);

    story.web.answers("/dns", 204);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns"))
        .extracting(Asked::idempotencyKey)
        .as("the same attempt, whose receiver may tell it by its key")
        .containsOnly(story.web.asked("/dns").get(0).idempotencyKey());
  }

  @Test
  void aPersonMayVouchForAnActionThatFails() {
    story.web.answers("/dns", 403);
    LivePlan plan = story.awaitsApproval(cutover("intervalSeconds: 3600"));
    story.approves(plan);
    plan.awaitStalled("ActionFailed");

    story.alice.signsOff(plan, "dns");

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns")).hasSize(1);
    assertThat(plan.status().actions().get(0).by()).isEqualTo("alice");
    plan.awaitEvent("ActionSucceeded", "says alice");
  }

  @Test
  void anActionOfWhichNobodyKnowsWhetherItWasDoneIsNotRepeated() {
    story.web.answers("/dns", 502);
    LivePlan plan = story.awaitsApproval(cutover("intervalSeconds: 1"));
    story.approves(plan);

    plan.awaitStalled("ActionOutcomeUnknown");
    plan.awaitEvent("ActionOutcomeUnknown", "HTTP 502");
    story.alice.patches(
        plan, "{\"spec\":{\"signOffs\":{\"other\":{\"by\":\"alice\",\"request\":\"episode-1\"}}}}");
    plan.awaitAnswered(Phase.CuttingOver);
    assertThat(story.web.asked("/dns")).hasSize(1);
    assertThat(story.sbg.running()).isEmpty();

    story.alice.signsOff(plan, "dns");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns")).hasSize(1);
  }

  @Test
  void theTrafficIsCheckedBeforeTheRecoveryGoes() {
    story.web.answers("/dns", 200);
    LivePlan plan =
        story.awaitsApproval(
            cutover("intervalSeconds: 1")
                .with(
                    """
                    checklist:
                      - {id: users, stage: AfterCutover, intervalSeconds: 1, http: {url: "%s"}}
                      - {id: post-mortem, stage: Closing, manual: {}}
                    """
                        .formatted(story.web.url("/users"))));
    story.approves(plan);

    plan.awaitStalled("CheckFailed");
    assertThat(plan.phase()).isEqualTo(Phase.CuttingOver);
    story.web.answers("/users", 200);
    plan.await(Phase.Closing);
    story.alice.signsOff(plan, "post-mortem");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.web.asked("/dns")).hasSize(1);
  }

  private PlanFixture cutover(String more) {
    return PlanFixture.erp()
        .with(
            "cutover: [{id: dns, %s, http: {url: \"%s\"}}]".formatted(more, story.web.url("/dns")));
  }
}
