package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cutover that turns a Service round, with the operator's own rights at a real API server. */
class KubernetesPatchIT {
  private static final String COMPONENT = "patch-services";
  private static final String TO_RBX = "{spec: {selector: {site: rbx}}}";

  @RegisterExtension final Story story = new Story();

  @BeforeEach
  void theServiceSelectsTheRecovery() {
    Lab.shared()
        .admin()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("erp")
                .withNamespace(story.namespace)
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "erp", "site", "sbg"))
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build())
        .create();
    story.rights.areGivenBy(COMPONENT);
  }

  @AfterEach
  void takeBack() {
    story.rights.areTakenBack(COMPONENT);
  }

  private static PlanFixture cutover(String apiVersion, String kind, String patch) {
    return PlanFixture.erp()
        .with(
            """
            cutover:
              - id: traffic
                intervalSeconds: 1
                kubernetesPatch: {apiVersion: %s, kind: %s, name: erp, patch: "%s"}
            """
                .formatted(apiVersion, kind, patch));
  }

  private Service service() {
    return Lab.shared().admin().services().inNamespace(story.namespace).withName("erp").get();
  }

  private void completes(LivePlan plan) {
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(service().getSpec().getSelector())
        .containsExactlyInAnyOrderEntriesOf(Map.of("app", "erp", "site", "rbx"));
    assertThat(plan.status().actions().get(0).state()).isEqualTo(ActionState.Succeeded);
  }

  @Test
  void aWholeFailbackTurnsTheServiceRound() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    assertThat(service().getSpec().getSelector()).containsEntry("site", "sbg");
    String before = service().getMetadata().getResourceVersion();

    story.approves(plan);

    completes(plan);
    assertThat(plan.status().actions().get(0).message()).isEqualTo("Service erp is patched");
    assertThat(service().getMetadata().getResourceVersion()).isNotEqualTo(before);
    assertThat(service().getMetadata().getManagedFields())
        .anySatisfy(
            entry -> {
              assertThat(entry.getManager()).isEqualTo("failback-operator");
              assertThat(entry.getFieldsV1().toString()).contains("f:selector");
            });
  }

  @Test
  void whatIsDoneAlreadyIsNotWrittenAgain() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    Lab.shared()
        .admin()
        .services()
        .inNamespace(story.namespace)
        .withName("erp")
        .edit(
            now ->
                new ServiceBuilder(now).editSpec().addToSelector("site", "rbx").endSpec().build());
    String before = service().getMetadata().getResourceVersion();

    story.approves(plan);

    completes(plan);
    assertThat(plan.status().actions().get(0).message()).isEqualTo("Service erp is as it must be");
    assertThat(service().getMetadata().getResourceVersion()).isEqualTo(before);
  }

  @Test
  void withoutTheRightThePlanSaysWhichComponentGivesIt() {
    story.rights.areTakenBack(COMPONENT);
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains(
            "the operator may not get services in namespace %s: apply deploy/components/patch-services"
                .formatted(story.namespace));
    assertThat(service().getSpec().getSelector()).containsEntry("site", "sbg");

    story.rights.areGivenBy(COMPONENT);
    completes(plan);
  }

  @Test
  void aFieldThatTheKindDoesNotHaveIsRefused() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", "{spec: {selectors: {a: b}}}"));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("the API server answers 422: ", "unknown field \"spec.selectors\"");
    assertThat(service().getSpec().getSelector()).containsEntry("site", "sbg");
  }

  @Test
  void aKindThatIsNotServedIsNamed() {
    LivePlan plan =
        story.awaitsApproval(cutover("externaldns.k8s.io/v1alpha1", "DNSEndpoint", TO_RBX));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("DNSEndpoint");
  }
}
