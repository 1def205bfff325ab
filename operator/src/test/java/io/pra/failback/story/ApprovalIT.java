package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An approval says yes to exactly one request, or nothing. */
class ApprovalIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void anApprovalOfAnUnknownRequestStartsNothingAndSaysWhy() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String open = plan.openRequest();

    story.alice.approves(plan, "deadbeef");

    plan.awaitEvent(
        "ApprovalRefused", "alice's approval names request deadbeef, not the open request " + open);
    FailbackPlanStatus status = plan.awaitAnswered(Phase.AwaitingApproval);
    assertThat(status.approvedBy()).isEmpty();
    assertThat(status.request().id()).isEqualTo(open);
    assertThat(plan.condition("Approved").getMessage()).contains("0 of 1").contains("deadbeef");

    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void anApprovalThatWasLeftInGitIsWorthNothingInTheNextEpisode() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.approves(plan);
    String used = plan.now().getSpec().approvals().get("alice").request();
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    story.rbx.as("alice").powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus("episode 2", now -> now.episode().number() == 2);
    story.referee.permitOnly();
    story.zertoRestores();
    String open = plan.openRequest();

    assertThat(open).isNotEqualTo(used);
    plan.awaitEvent(
        "ApprovalRefused",
        "alice's approval names request %s, not the open request %s".formatted(used, open));
    assertThat(plan.condition("Approved").getMessage()).contains("0 of 1").contains(used);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);

    story.permitFailback();
    story.bob.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(plan.status().episode().number()).isEqualTo(2);
  }

  @Test
  void anOperatorThatIsToldToDoWithoutPoliciesGoesOnAndSaysSo() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    assertThat(plan.condition("Ready").getStatus()).isEqualTo("True");
    assertThat(plan.condition("Ready").getMessage())
        .contains("nothing checks who approves: ValidatingAdmissionPolicy failback-approvals is")
        .contains("absent, and 7 more");
    assertThat(story.operator.get("/metrics")).contains("failback_approvals_guarded 0");
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void twoDifferentPeopleMustApproveAndOneWhoWithdrawsDoesNotCount() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp().with("approvalPolicy: {required: 2}"));
    String request = story.alice.approves(plan);
    plan.awaitStatus("1 of 2", now -> now.approvedBy().contains("alice"));
    assertThat(plan.condition("Approved").getMessage()).isEqualTo("1 of 2: alice");

    story.alice.withdraws(plan);
    plan.awaitStatus("0 of 2", now -> now.approvedBy().isEmpty());
    story.bob.approves(plan);
    plan.awaitStatus("bob alone", now -> now.approvedBy().contains("bob"));
    assertThat(plan.awaitAnswered(Phase.AwaitingApproval).request().id()).isEqualTo(request);

    story.permitFailback();
    story.alice.approves(plan, request);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    plan.awaitEvent("Approved", "by alice, bob");
  }

  @Test
  void aRequestThatExpiresIsReplacedByOneWithAnotherId() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp().with("approvalPolicy: {required: 2, validForSeconds: 3}"));
    String first = story.alice.approves(plan);

    FailbackPlanStatus later =
        plan.awaitStatus(
            "another request", now -> now.request() != null && !now.request().id().equals(first));

    plan.awaitEvent("RequestVoided", "request %s is void: it has expired".formatted(first));
    assertThat(later.approvedBy()).isEmpty();
  }

  @Test
  void anEditOfThePlanVoidsTheRequest() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String first = plan.openRequest();

    story.bob.patches(plan, "{\"spec\":{\"overlap\":\"Allowed\"}}");

    plan.awaitEvent("RequestVoided", "request %s is void: the plan was edited".formatted(first));
    FailbackPlanStatus second = plan.awaitAnswered(Phase.AwaitingApproval);
    assertThat(second.request().id()).isNotEqualTo(first);

    story.alice.approves(plan, first);
    plan.awaitEvent("ApprovalRefused", first);
    assertThat(plan.awaitAnswered(Phase.AwaitingApproval).approvedBy()).isEmpty();
  }

  @Test
  void aVmMoreVoidsTheRequestAndOneThatIsMerelyRecreatedDoesNot() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String first = plan.openRequest();

    story.rbx.reregisters("mysql-01", "poweredOn");
    plan.awaitEvent("Suspended", "mysql-01");
    story.alice.approves(plan, "deadbeef");
    plan.awaitEvent("ApprovalRefused", "deadbeef");
    assertThat(plan.openRequest()).isEqualTo(first);

    story.rbx.creates("docker-05", "poweredOn");
    plan.awaitEvent(
        "RequestVoided", "request %s is void: the set of VMs has changed".formatted(first));
    plan.awaitStalled("VmWithoutTwin");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("VM docker-05 has no twin: there is no VM docker-05 at site sbg")
        .contains("spec.pairing.recoveryNameTemplate");

    story.sbg.creates("docker-05", "poweredOn");
    FailbackPlanStatus second =
        plan.awaitStatus(
            "a request for seven",
            now -> now.phase() == Phase.AwaitingApproval && now.pairs().total() == 7);
    assertThat(second.request().id()).isNotEqualTo(first);
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void aCheckThatDoesNotPassAnyMoreVoidsTheRequest() {
    story.web.answers("/health", 200);
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    checklist:
                      - {id: sbg-health, intervalSeconds: 1, http: {url: "%s"}}
                    """
                        .formatted(story.web.url("/health"))));
    String first = plan.openRequest();

    story.web.answers("/health", 503);
    plan.await(Phase.Holding);
    plan.awaitEvent(
        "RequestVoided", "request %s is void: check sbg-health does not pass".formatted(first));
    story.alice.approves(plan, first);
    plan.awaitStalled("CheckFailed");
    assertThat(plan.awaitAnswered(Phase.Holding).request()).isNull();

    story.web.answers("/health", 200);
    assertThat(plan.openRequest()).isNotEqualTo(first);
    assertThat(plan.status().approvedBy()).isEmpty();
  }

  @Test
  void manualItemsOfTheEpisodeComeBeforeTheRequest() {
    LivePlan plan =
        story.holds(PlanFixture.erp().with("checklist: [{id: ops-go, title: Go, manual: {}}]"));
    story.zertoRestores();
    story.alice.signsOff(plan, "ops-go", "episode-0");
    plan.awaitStatus(
        "the sign-off is refused",
        now -> now.checklist().get(0).message().contains("is for episode-0, not episode-1"));
    assertThat(plan.phase()).isEqualTo(Phase.Holding);

    story.alice.signsOff(plan, "ops-go");

    plan.await(Phase.AwaitingApproval);
    assertThat(plan.status().checklist().get(0).by()).isEqualTo("alice");
  }
}
