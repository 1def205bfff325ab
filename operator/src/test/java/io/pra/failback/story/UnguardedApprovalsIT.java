package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.ApprovalGuard;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Policies;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No approval counts unless the API server checks who gives it: as shipped, and live. */
class UnguardedApprovalsIT {
  private static final Lab LAB = Lab.shared();
  private static final String POLICY = "failback-approvals";

  private final Policies policies = new Policies(LAB);

  @RegisterExtension final Story story = new Story(new OperatorInJvm().withGuardedApprovals());

  @AfterEach
  void remove() {
    policies.remove(story.namespace);
  }

  private LivePlan waitsUnguarded(String gap) {
    LivePlan plan = story.holds(PlanFixture.erp());
    story.zertoRestores();
    assertRefuses(plan, gap);
    return plan;
  }

  private void assertRefuses(LivePlan plan, String gap) {
    plan.awaitStalled(ApprovalGuard.REASON);
    plan.awaitCondition("Approved", "False", ApprovalGuard.REASON);
    plan.awaitCondition("Ready", "False", ApprovalGuard.REASON);
    await("it says what is wrong")
        .until(
            () ->
                plan.condition("Approved")
                    .getMessage()
                    .startsWith("nothing checks who approves: " + gap));
    FailbackPlanStatus status = plan.awaitAnswered(Phase.Holding);
    assertThat(status.message()).contains(gap);
    assertThat(status.nextAction()).startsWith("kubectl apply -k deploy/policy");
    assertThat(status.request()).isNull();
    assertThat(guarded()).isZero();
  }

  private double guarded() {
    return Pattern.compile("(?m)^failback_approvals_guarded (\\S+)$")
        .matcher(story.operator.get("/metrics"))
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  private void completes(LivePlan plan) {
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void withoutThePoliciesNothingIsAskedForAndWithThemItGoesOnByItself() {
    LivePlan plan = waitsUnguarded("ValidatingAdmissionPolicy failback-approvals is absent");
    story.alice.approves(plan, "00000000");
    assertRefuses(plan, "ValidatingAdmissionPolicy failback-approvals is absent");

    policies.install(story.namespace);

    plan.await(Phase.AwaitingApproval);
    plan.awaitCondition("Ready", "True", "SitesReadable");
    assertThat(guarded()).isEqualTo(1);
    completes(plan);
  }

  @Test
  void aBindingThatGoesVoidsTheRequestAndWhatIsWrittenMeanwhileNeverCounts() {
    policies.install(story.namespace);
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    LAB.admin().resource(binding()).delete();
    // Whether the operator has noticed or not: before it acts it looks.
    story.alice.approves(plan, request);

    plan.awaitEvent("RequestVoided", "request %s is void".formatted(request));
    assertRefuses(plan, "ValidatingAdmissionPolicyBinding failback-approvals is absent");
    policies.install(story.namespace);
    plan.await(Phase.AwaitingApproval);
    assertThat(plan.openRequest()).isNotEqualTo(request);
    assertThat(plan.status().approvedBy()).isEmpty();
    completes(plan);
  }

  @Test
  void aBindingThatWasAwayWhileNobodyLookedVoidsTheRequestToo() {
    policies.install(story.namespace);
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.operator.stop();
    LAB.admin().resource(binding()).delete();
    await("carol, who may only edit, approves in the name of alice")
        .until(() -> carolApprovesForAlice(plan, request));
    policies.install(story.namespace);
    story.operator.start(story.namespace);

    plan.awaitEvent(
        "RequestVoided",
        "request %s is void: the policies that check who approves are not the ones it was issued"
                .formatted(request)
            + " under");
    assertThat(plan.openRequest()).isNotEqualTo(request);
    assertThat(plan.status().approvedBy()).isEmpty();
    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    completes(plan);
  }

  private boolean carolApprovesForAlice(LivePlan plan, String request) {
    return LAB.kubectl(
            "",
            story.namespace,
            "patch",
            "failbackplan",
            plan.name(),
            "--as=carol",
            "--type=merge",
            "-p",
            "{\"spec\":{\"approvals\":{\"alice\":{\"request\":\"%s\"}}}}".formatted(request))
        .output()
        .contains(" patched");
  }

  private static ValidatingAdmissionPolicyBinding binding() {
    return LAB.admin()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName(POLICY)
        .get();
  }

  private static void policyBecomes(UnaryOperator<ValidatingAdmissionPolicy> change) {
    LAB.admin()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .withName(POLICY)
        .edit(change);
  }

  @Test
  void whateverIsOtherwiseThanShippedIsTakenForWeaker() {
    policies.install(story.namespace);
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    policyBecomes(
        policy -> {
          policy.getSpec().setFailurePolicy("Ignore");
          return policy;
        });
    assertRefuses(
        plan,
        "ValidatingAdmissionPolicy failback-approvals is not the one shipped: spec.failurePolicy");

    policies.install(story.namespace);
    plan.await(Phase.AwaitingApproval);
    policyBecomes(
        policy -> {
          policy.getSpec().getValidations().get(0).setExpression("true");
          return policy;
        });
    assertRefuses(
        plan,
        "ValidatingAdmissionPolicy failback-approvals is not the one shipped: spec.validations");

    policies.install(story.namespace);
    plan.await(Phase.AwaitingApproval);
    ValidatingAdmissionPolicyBinding audits = binding();
    audits.getSpec().getValidationActions().set(0, "Audit");
    LAB.admin().resource(audits).update();
    assertRefuses(
        plan,
        "ValidatingAdmissionPolicyBinding failback-approvals is not the one shipped:"
            + " spec.validationActions");

    policies.install(story.namespace);
    completes(plan);
  }

  @Test
  void anOperatorThatMayNotLookTakesItForUnguarded() {
    policies.install(story.namespace);
    story.rights.areTakenAway(
        "admissionregistration.k8s.io", "validatingadmissionpolicies", "get", POLICY);
    try {
      waitsUnguarded(
          "ValidatingAdmissionPolicy failback-approvals cannot be read: the operator's account"
              + " lacks the verb get on validatingadmissionpolicies");
    } finally {
      story.rights.areGiven();
    }
  }

  @Test
  void anAbortWorksInAnyCase() {
    policies.install(story.namespace);
    LivePlan plan =
        story.awaitsApproval(PlanFixture.erp().with("finalSync: [{id: data, manual: {}}]"));
    story.approves(plan);
    plan.awaitStatus(
        "nothing runs at the recovery site",
        now -> now.phase() == Phase.Quiescing && now.pairs().recoveryRunning() == 0);

    policies.remove(story.namespace);
    story.permitWayBack();
    story.alice.aborts(plan, "the policies are gone");

    story.awaitsRolledBack(plan);
    await("the recovery site serves again").until(() -> story.sbg.running().size() == 6);
  }
}
