package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteState;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mallory may edit plans and sites, by the shipped role, and nothing else. What she tries to
 * approve all the same, or to lift a brake, is refused; and bob, who may approve, has one voice.
 */
class AdmissionAttacksIT extends AdmissionScene {
  private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
  private static final String MALLORY = "mallory";

  private static final String REFUSED = "ValidatingAdmissionPolicy 'failback-approvals'";

  private KubernetesClient mallory() {
    return account(MALLORY, "failback-editor");
  }

  private static PatchContext applying(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(true)
        .build();
  }

  private String planWith(String metadata, String spec) {
    return """
    {"apiVersion":"failback.pra.io/v1alpha1","kind":"FailbackPlan","metadata":{%s},"spec":{
     "primary":{"siteRef":{"name":"rbx"}},"recovery":{"siteRef":{"name":"sbg"}},
     "waves":[{"name":"all","virtualMachines":["*"]}]%s}}\
    """
        .formatted(metadata, spec);
  }

  /** As {@code kubectl replace}: the whole object, with the spec changed. */
  private void replaces(KubernetesClient client, String kind, Object of, Consumer<Spec> change) {
    String name =
        of instanceof FailbackPlan one
            ? one.getMetadata().getName()
            : ((SiteState) of).getMetadata().getName();
    GenericKubernetesResource live =
        LAB.admin()
            .genericKubernetesResources("failback.pra.io/v1alpha1", kind)
            .inNamespace(namespace)
            .withName(name)
            .get();
    change.accept(new Spec(live.get("spec")));
    client.resource(live).update();
  }

  /** What is under spec, to be changed. */
  private record Spec(Map<String, Object> fields) {
    @SuppressWarnings("unchecked")
    Map<String, Object> in(String field) {
      return (Map<String, Object>) fields.get(field);
    }
  }

  @Test
  void anApprovalIsNotTurnedIntoOneOfAnotherRequest() {
    KubernetesClient alice = user("alice");
    KubernetesClient bob = user("bob");
    KubernetesClient mallory = mallory();
    approves(alice, "alice");

    for (KubernetesClient other : List.of(mallory, bob)) {
      assertRefused(
          () -> merges(other, "{\"approvals\":{\"alice\":{\"request\":\"0badcafe\"}}}"), REFUSED);
      assertRefused(
          () ->
              other
                  .resource(plan)
                  .patch(
                      JSON,
                      "[{\"op\":\"replace\",\"path\":\"/spec/approvals/alice/request\",\"value\":\"0badcafe\"}]"),
          REFUSED);
      assertRefused(
          () ->
              other
                  .resource(plan)
                  .patch(
                      JSON,
                      "[{\"op\":\"add\",\"path\":\"/spec/approvals/alice/acceptDataLossSeconds\",\"value\":9}]"),
          REFUSED);
      assertRefused(
          () ->
              replaces(
                  other,
                  "FailbackPlan",
                  plan,
                  spec -> spec.in("approvals").put("alice", Map.of("request", "0badcafe"))),
          REFUSED);
    }
    assertThat(LAB.admin().resource(plan).get().getSpec().approvals().get("alice").request())
        .isEqualTo("3f9c2a1b");
  }

  @Test
  void anApprovalIsNeitherCopiedNorTradedForOnesOwn() {
    KubernetesClient bob = user("bob");
    KubernetesClient mallory = mallory();
    approves(user("alice"), "alice");

    assertRefused(
        () ->
            mallory
                .resource(plan)
                .patch(
                    JSON,
                    "[{\"op\":\"copy\",\"from\":\"/spec/approvals/alice\",\"path\":\"/spec/approvals/%s\"}]"
                        .formatted(accountName(MALLORY))),
        SAYS_MAY_NOT);
    String trade =
        "[{\"op\":\"move\",\"from\":\"/spec/approvals/alice\",\"path\":\"/spec/approvals/%s\"}]";
    assertRefused(() -> bob.resource(plan).patch(JSON, trade.formatted("bob")), "not yours: alice");
    assertRefused(
        () -> bob.resource(plan).patch(JSON, trade.formatted("carol")),
        "not yours: ",
        "alice",
        "carol");
    assertRefused(
        () ->
            replaces(
                bob,
                "FailbackPlan",
                plan,
                spec -> {
                  spec.fields().put("approvals", Map.of("bob", Map.of("request", "3f9c2a1b")));
                }),
        "not yours: alice");
    assertRefused(() -> merges(mallory, "{\"approvals\":null}"), SAYS_MAY_NOT);
    assertRefused(
        () ->
            mallory
                .resource(plan)
                .patch(JSON, "[{\"op\":\"replace\",\"path\":\"/spec/approvals\",\"value\":{}}]"),
        SAYS_MAY_NOT);
  }

  @Test
  void anApplyInTheNameOfSomebodyElsesFieldManagerTakesNothingAway() {
    approves(user("bob"), "bob");
    user("alice")
        .resource(plan)
        .patch(
            applying("laptop"),
            "{\"apiVersion\":\"failback.pra.io/v1alpha1\",\"kind\":\"FailbackPlan\",\"metadata\":{\"name\":\"erp\"},\"spec\":{\"approvals\":%s}}"
                .formatted(approvalOf("alice")));
    String owned = planWith("\"name\":\"erp\"", "");

    KubernetesClient mallory = mallory();
    assertRefused(() -> mallory.resource(plan).patch(applying("laptop"), owned), SAYS_MAY_NOT);
    // The same words change nothing, and so are nobody's to refuse.
    mallory
        .resource(plan)
        .patch(
            applying("mallory"),
            planWith("\"name\":\"erp\"", ",\"approvals\":" + approvalOf("alice")));

    assertThat(approvals()).containsOnlyKeys("alice", "bob");
  }

  @Test
  void aPlanUnderANewNameIsNoWayRound() {
    KubernetesClient mallory = mallory();
    String approved = ",\"approvals\":" + approvalOf(accountName(MALLORY));

    assertThatThrownBy(
            () ->
                mallory
                    .genericKubernetesResources("failback.pra.io/v1alpha1", "FailbackPlan")
                    .inNamespace(namespace)
                    .load(stream(planWith("\"generateName\":\"erp-\"", approved)))
                    .create())
        .hasMessageContaining(SAYS_MAY_NOT);
    FailbackPlan other = new FailbackPlan();
    other.setMetadata(plan.getMetadata());
    other.getMetadata().setName("crm");
    assertThatThrownBy(
            () ->
                mallory
                    .resource(other)
                    .patch(applying("mallory"), planWith("\"name\":\"crm\"", approved)))
        .hasMessageContaining(SAYS_MAY_NOT);
    assertThat(LAB.admin().resources(FailbackPlan.class).inNamespace(namespace).list().getItems())
        .hasSize(1);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noSubresourceIsAWayRound() {
    String path =
        "/apis/failback.pra.io/v1alpha1/namespaces/%s/failbackplans/erp".formatted(namespace);
    String approved =
        planWith(
            "\"name\":\"erp\",\"namespace\":\"%s\",\"resourceVersion\":\"%s\""
                .formatted(
                    namespace, LAB.admin().resource(plan).get().getMetadata().getResourceVersion()),
            ",\"approvals\":" + approvalOf("carol"));

    // carol may write status by RBAC; the policy says no.
    assertRefused(
        () -> user("carol").raw(path + "/status", "PUT", approved),
        "only the operator writes status");
    // Whoever writes the status writes no spec with it.
    LAB.admin().raw(path + "/status", "PUT", approved);
    assertThat(approvals()).isEmpty();
    assertThatThrownBy(() -> user("carol").raw(path + "/scale", "PUT", "{\"spec\":{}}"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(404));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"op\":\"remove\",\"path\":\"/spec/activity\"}]",
        "[{\"op\":\"replace\",\"path\":\"/spec/activity\",\"value\":\"Stopped\"}]",
        "[{\"op\":\"add\",\"path\":\"/spec/virtualMachines/exclude\",\"value\":[\"*\"]}]",
        "[{\"op\":\"add\",\"path\":\"/spec/limits\",\"value\":{\"maxVirtualMachines\":1}}]"
      })
  void aBrakeIsNotLiftedByAJsonPatchEither(String patch) {
    SiteState site = site("Suspended");
    KubernetesClient mallory = mallory();

    assertStaysBraked(() -> mallory.resource(site).patch(JSON, patch));
    user("alice").resource(site).patch(JSON, patch);
  }

  private void assertStaysBraked(ThrowingCallable lift) {
    assertThatThrownBy(lift)
        .hasMessageContaining("may not change or delete sitestate " + namespace + "/rbx");
    GenericKubernetesResource site =
        LAB.admin()
            .genericKubernetesResources("failback.pra.io/v1alpha1", "SiteState")
            .inNamespace(namespace)
            .withName("rbx")
            .get();
    assertThat(new Spec(site.get("spec")).fields()).containsEntry("activity", "Suspended");
    assertThat(site.getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void aBrakeIsLiftedNeitherByAReplacementNorAnApplyNorADeletionOfAll() {
    SiteState site = site("Suspended");
    KubernetesClient mallory = mallory();
    LAB.kubectl(
        "",
        namespace,
        "create",
        "role",
        "deletes-all",
        "--verb=deletecollection",
        "--resource=sitestates.failback.pra.io");
    bind("deletes-all", "Role", "deletes-all", "ServiceAccount", MALLORY);

    assertStaysBraked(
        () ->
            replaces(
                mallory, "SiteState", site, spec -> spec.fields().put("activity", "PlanDriven")));
    assertStaysBraked(
        () ->
            mallory
                .resource(site)
                .patch(
                    applying("mallory"),
                    "{\"apiVersion\":\"failback.pra.io/v1alpha1\",\"kind\":\"SiteState\",\"metadata\":{\"name\":\"rbx\"},\"spec\":{\"activity\":\"Active\"}}"));
    assertThat(
            LAB.kubectl(
                    "",
                    namespace,
                    "delete",
                    "--raw",
                    "/apis/failback.pra.io/v1alpha1/namespaces/%s/sitestates".formatted(namespace),
                    "--as=" + accountName(MALLORY))
                .output())
        .contains("may not change or delete sitestate " + namespace + "/rbx");
    assertThat(LAB.admin().resource(site).get().getMetadata().getDeletionTimestamp()).isNull();
    assertThatThrownBy(
            () ->
                mallory.raw(
                    "/apis/failback.pra.io/v1alpha1/namespaces/%s/sitestates/rbx/status"
                        .formatted(namespace),
                    "PUT",
                    "{}"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }
}
