package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteState;
import io.pra.failback.harness.Policies;
import io.pra.failback.lab.Lab;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may say what, by the policies and roles of {@code deploy/policy}, at a real API server. Alice
 * and bob may approve, carol edits, gitops writes for others; service accounts have the shipped
 * roles.
 */
class AdmissionPolicyIT {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String SAYS_MAY_NOT = "may not write spec.approvals, signOffs, abort or";
  private static final String SAYS_NOT_YOURS = "must be your own user name, which is ";
  private static final Lab LAB = Lab.shared();
  private static final Policies POLICIES = new Policies(LAB);
  private static String probes;

  private final List<KubernetesClient> clients = new ArrayList<>();
  private String namespace;
  private FailbackPlan plan;

  @BeforeAll
  static void install() {
    probes = LAB.newNamespace("policies");
    POLICIES.install(probes);
  }

  @AfterAll
  static void remove() {
    POLICIES.remove(probes);
  }

  @BeforeEach
  void applyAPlan() {
    namespace = LAB.newNamespace("admission");
    plan = new FailbackPlan();
    plan.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("erp").build());
    creates(LAB.admin(), "");
  }

  @AfterEach
  void close() {
    clients.forEach(KubernetesClient::close);
  }

  private void creates(KubernetesClient client, String more) {
    client
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: failback.pra.io/v1alpha1
                kind: FailbackPlan
                metadata: {name: erp, namespace: %s}
                spec:
                  primary: {siteRef: {name: rbx}}
                  recovery: {siteRef: {name: sbg}}
                  waves: [{name: all, virtualMachines: ["*"]}]
                  %s
                """
                    .formatted(namespace, more)
                    .getBytes(StandardCharsets.UTF_8)))
        .create();
  }

  private KubernetesClient user(String name) {
    return opened(LAB.client(name));
  }

  private KubernetesClient opened(KubernetesClient client) {
    clients.add(client);
    return client;
  }

  /** A service account with a role, in the namespace of the plan, by its token. */
  private KubernetesClient account(String name, String role) {
    LAB.admin()
        .resource(
            new ServiceAccountBuilder()
                .withMetadata(
                    new ObjectMetaBuilder().withNamespace(namespace).withName(name).build())
                .build())
        .create();
    bind(name, "ClusterRole", role, "ServiceAccount", name);
    TokenRequest token =
        LAB.admin().serviceAccounts().inNamespace(namespace).withName(name).tokenRequest();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(LAB.admin().getMasterUrl().toString())
            .withCaCertData(LAB.admin().getConfiguration().getCaCertData())
            .withOauthToken(token.getStatus().getToken())
            .build();
    return opened(client(config));
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(ApiJson.serialization())
        .build();
  }

  private void bind(String name, String kind, String role, String subjectKind, String subject) {
    LAB.admin()
        .resource(
            new RoleBindingBuilder()
                .withMetadata(
                    new ObjectMetaBuilder().withNamespace(namespace).withName(name).build())
                .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                .withSubjects(
                    new SubjectBuilder()
                        .withKind(subjectKind)
                        .withName(subject)
                        .withNamespace(subjectKind.equals("User") ? null : namespace)
                        .build())
                .build())
        .create();
  }

  private String accountName(String name) {
    return "system:serviceaccount:%s:%s".formatted(namespace, name);
  }

  private KubernetesClient impersonating(String by, String whom) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(LAB.info().kubeconfigs().get(by).toFile()))
            .withImpersonateUsername(whom)
            .build();
    return opened(client(config));
  }

  private void merges(KubernetesClient client, String spec) {
    client.resource(plan).patch(MERGE, "{\"spec\":%s}".formatted(spec));
  }

  private static String approvalOf(String user) {
    return "{\"%s\":{\"request\":\"3f9c2a1b\"}}".formatted(user);
  }

  private void approves(KubernetesClient client, String user) {
    merges(client, "{\"approvals\":%s}".formatted(approvalOf(user)));
  }

  private void assertRefused(ThrowingCallable write, String... why) {
    FailbackPlan before = LAB.admin().resource(plan).get();
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403))
        .hasMessageContainingAll(why);
    assertThat(LAB.admin().resource(plan).get().getMetadata().getResourceVersion())
        .isEqualTo(before.getMetadata().getResourceVersion());
  }

  private Map<String, ?> approvals() {
    return LAB.admin().resource(plan).get().getSpec().approvals();
  }

  @ParameterizedTest
  @EnumSource
  void oneApprovesForOneselfAndForNobodyElse(Way way) {
    KubernetesClient alice = user("alice");

    assertRefused(
        () -> way.sets(alice, plan, "approvals", approvalOf("bob")),
        SAYS_NOT_YOURS + "alice; not yours: bob");
    assertRefused(
        () ->
            way.sets(
                alice,
                plan,
                "approvals",
                "{\"alice\":{\"request\":\"3f9c2a1b\"},\"bob\":{\"request\":\"3f9c2a1b\"}}"),
        SAYS_NOT_YOURS + "alice; not yours: bob");
    way.sets(alice, plan, "approvals", approvalOf("alice"));

    assertThat(approvals()).containsOnlyKeys("alice");
  }

  @ParameterizedTest
  @EnumSource
  void anEditorWithoutTheVerbApprovesNothing(Way way) {
    KubernetesClient carol = user("carol");

    assertRefused(
        () -> way.sets(carol, plan, "approvals", approvalOf("carol")),
        "carol " + SAYS_MAY_NOT,
        namespace + "/erp: it takes the verb approve (ClusterRole failback-approver)");
    assertRefused(
        () -> way.sets(carol, plan, "signOffs", "{\"go\":{\"by\":\"carol\",\"request\":\"e\"}}"),
        "carol " + SAYS_MAY_NOT);
    assertRefused(
        () -> way.sets(carol, plan, "abort", "{\"by\":\"carol\",\"request\":\"e\"}"),
        "carol " + SAYS_MAY_NOT);
    assertRefused(
        () -> way.sets(carol, plan, "declareFailover", "{\"by\":\"carol\"}"),
        "carol " + SAYS_MAY_NOT);
    way.sets(carol, plan, "overlapMaxSeconds", "60");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSignedAbortedAndDeclaredIsInOnesOwnName(Way way) {
    KubernetesClient alice = user("alice");

    assertRefused(
        () -> way.sets(alice, plan, "signOffs", "{\"go\":{\"by\":\"bob\",\"request\":\"e\"}}"),
        "not yours: bob");
    assertRefused(
        () -> way.sets(alice, plan, "abort", "{\"by\":\"bob\",\"request\":\"e\"}"),
        "not yours: bob");
    assertRefused(
        () -> way.sets(alice, plan, "declareFailover", "{\"by\":\"bob\"}"), "not yours: bob");
    way.sets(alice, plan, "signOffs", "{\"go\":{\"by\":\"alice\",\"request\":\"e\"}}");
    way.sets(alice, plan, "abort", "{\"by\":\"alice\",\"request\":\"e\"}");
    way.sets(alice, plan, "declareFailover", "{\"by\":\"alice\"}");
  }

  @Test
  void twoApproveAndNeitherTouchesTheOthersWord() {
    KubernetesClient alice = user("alice");
    KubernetesClient bob = user("bob");
    approves(alice, "alice");

    approves(bob, "bob");
    assertThat(approvals()).containsOnlyKeys("alice", "bob");

    assertRefused(() -> merges(bob, "{\"approvals\":{\"alice\":null}}"), "not yours: alice");
    assertRefused(
        () -> merges(bob, "{\"approvals\":{\"alice\":{\"comment\":\"x\"}}}"), "not yours: alice");
    assertRefused(() -> merges(bob, "{\"approvals\":null}"), "not yours: alice");
    merges(alice, "{\"approvals\":{\"alice\":null}}");
    assertThat(approvals()).containsOnlyKeys("bob");
  }

  @Test
  void anOldSignOffAndAnAbortAreReplacedAndTakenBackByWhoeverMayApprove() {
    KubernetesClient bob = user("bob");
    merges(user("alice"), "{\"signOffs\":{\"go\":{\"by\":\"alice\",\"request\":\"e-1\"}}}");
    merges(user("alice"), "{\"abort\":{\"by\":\"alice\",\"request\":\"e-1\"}}");

    assertRefused(() -> merges(user("carol"), "{\"signOffs\":null}"), "carol " + SAYS_MAY_NOT);
    assertRefused(() -> merges(user("carol"), "{\"abort\":null}"), "carol " + SAYS_MAY_NOT);
    assertRefused(
        () -> merges(bob, "{\"signOffs\":{\"go\":{\"request\":\"e-2\"}}}"), "not yours: alice");
    merges(bob, "{\"signOffs\":{\"go\":{\"by\":\"bob\",\"request\":\"e-2\"}}}");
    merges(bob, "{\"abort\":null}");
    assertThat(LAB.admin().resource(plan).get().getSpec().abort()).isNull();
  }

  @Test
  void anEditThatChangesNoWordOfPeopleNeedsNoVerb() {
    approves(user("alice"), "alice");

    merges(user("carol"), "{\"paused\":true}");
    merges(user("carol"), "{\"waves\":[{\"name\":\"all\",\"virtualMachines\":[\"db-*\"]}]}");

    assertThat(approvals()).containsOnlyKeys("alice");
  }

  @Test
  void aPlanThatIsCreatedWithAnApprovalInsideIsNoWayRound() {
    assertThat(LAB.admin().resource(plan).delete()).isNotEmpty();
    await("it is gone").until(() -> LAB.admin().resource(plan).get() == null);

    for (String more :
        List.of(
            "approvals: {alice: {request: \"1\"}}",
            "signOffs: {go: {by: alice, request: \"1\"}}",
            "abort: {by: alice, request: \"1\"}",
            "declareFailover: {by: alice}")) {
      assertThatThrownBy(() -> creates(user("carol"), more)).hasMessageContaining(SAYS_MAY_NOT);
      assertThatThrownBy(() -> creates(user("bob"), more)).hasMessageContaining("not yours: alice");
    }
    creates(user("alice"), "approvals: {alice: {request: \"1\"}}");
    assertThat(approvals()).containsOnlyKeys("alice");
  }

  @Test
  void whoHoldsEveryVerbAnswersForOthersAndWhoImpersonatesDoesNot() {
    approves(LAB.admin(), "lab-admin");
    // system:masters holds approve-for too, as it holds everything.
    approves(LAB.admin(), "alice");

    bind("no-masters", "ClusterRole", "failback-approver", "User", "dave@example.com");
    KubernetesClient dave = impersonating("admin", "dave@example.com");
    assertRefused(() -> approves(dave, "bob"), SAYS_NOT_YOURS + "dave@example.com");
    approves(dave, "dave@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oidc:dave@example.com", "CN=Dave O'Neil/ops", "dave~1 (x)"})
  void aNameOfAnyCharactersCanApprove(String name) {
    bind("dave", "ClusterRole", "failback-approver", "User", name);

    approves(impersonating("admin", name), name);

    assertThat(approvals()).containsOnlyKeys(name);
  }

  @Test
  void theImpersonatedUserCountsAndToImpersonateTakesARight() {
    KubernetesClient carolAsAlice = impersonating("carol", "alice");
    assertRefused(() -> approves(carolAsAlice, "alice"), "cannot impersonate resource \"users\"");

    LAB.admin()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("impersonates-" + namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("users")
                .withResourceNames("alice")
                .withVerbs("impersonate")
                .endRule()
                .build())
        .create();
    LAB.kubectl(
        "",
        namespace,
        "create",
        "clusterrolebinding",
        "impersonates-" + namespace,
        "--clusterrole=impersonates-" + namespace,
        "--user=carol");
    await("carol may impersonate")
        .until(
            () ->
                LAB.kubectl(
                        "", namespace, "auth", "can-i", "impersonate", "users/alice", "--as=carol")
                    .output()
                    .equals("yes"));
    try {
      assertRefused(() -> approves(carolAsAlice, "carol"), SAYS_NOT_YOURS + "alice");
      approves(carolAsAlice, "alice");
      assertRefused(
          () -> approves(impersonating("admin", "carol"), "carol"), "carol " + SAYS_MAY_NOT);
    } finally {
      LAB.kubectl("", namespace, "delete", "clusterrolebinding", "impersonates-" + namespace);
      LAB.kubectl("", namespace, "delete", "clusterrole", "impersonates-" + namespace);
    }
  }

  @Test
  void theShippedRolesMayWhatTheyAreFor() {
    KubernetesClient viewer = account("viewer", "failback-viewer");
    KubernetesClient editor = account("editor", "failback-editor");
    KubernetesClient approver = account("approver", "failback-approver");

    assertThat(viewer.resource(plan).get()).isNotNull();
    assertRefused(() -> approves(viewer, accountName("viewer")), "cannot patch resource");
    assertRefused(() -> approves(editor, accountName("editor")), SAYS_MAY_NOT);
    merges(editor, "{\"overlapMaxSeconds\":60}");
    assertRefused(() -> approves(approver, "alice"), "not yours: alice");
    approves(approver, accountName("approver"));
    assertThat(approvals()).containsOnlyKeys(accountName("approver"));
  }

  @Test
  void aGitOpsControllerWritesWhatOthersSay() {
    KubernetesClient controller = account("argocd", "failback-gitops");

    for (Way way : Way.values()) {
      way.sets(controller, plan, "approvals", approvalOf("alice"));
      way.sets(controller, plan, "approvals", approvalOf("bob"));
    }
    merges(controller, "{\"signOffs\":{\"go\":{\"by\":\"bob\",\"request\":\"e-1\"}}}");
    approves(user("gitops"), "carol");
    merges(controller, "{\"approvals\":null}");
    assertThat(approvals()).isEmpty();
  }

  @Test
  void theVerbOnOnePlanIsNotTheVerbOnAnother() {
    LAB.kubectl(
        "",
        namespace,
        "create",
        "role",
        "one",
        "--verb=get,patch",
        "--resource=failbackplans.failback.pra.io");
    LAB.kubectl(
        "",
        namespace,
        "create",
        "role",
        "approves-crm",
        "--verb=approve",
        "--resource=failbackplans.failback.pra.io",
        "--resource-name=crm");
    bind("one", "Role", "one", "User", "erin");
    bind("approves-crm", "Role", "approves-crm", "User", "erin");

    assertRefused(() -> approves(impersonating("admin", "erin"), "erin"), "erin " + SAYS_MAY_NOT);
    bind("approves-erp", "ClusterRole", "failback-approver", "User", "erin");
    approves(impersonating("admin", "erin"), "erin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "carol", "gitops"})
  void nobodyButTheOperatorWritesAStatus(String user) {
    String status = "{\"status\":{\"phase\":\"Completed\",\"observedGeneration\":7}}";

    assertRefused(
        () -> user(user).resource(plan).subresource("status").patch(MERGE, status),
        "only the operator writes status; it takes the verb operate");
    // Written beside the spec it is dropped.
    user(user).resource(plan).patch(MERGE, status);
    assertThat(LAB.admin().resource(plan).get().getStatus()).isNull();
  }

  private SiteState site(String activity) {
    SiteState site = new SiteState();
    site.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("rbx").build());
    LAB.kubectl(
        """
        apiVersion: failback.pra.io/v1alpha1
        kind: SiteState
        metadata: {name: rbx}
        spec:
          vcenter: {url: "https://vcenter.example/sdk", credentialsSecretRef: {name: vcenter}}
          virtualMachines: {names: ["*"]}
          activity: %s
        """
            .formatted(activity),
        namespace,
        "apply",
        "-f",
        "-");
    return site;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\":{\"activity\":\"PlanDriven\"}}",
        "{\"spec\":{\"activity\":null}}",
        "{\"spec\":{\"activity\":\"Active\"}}",
        "{\"spec\":{\"mode\":\"DryRun\"}}",
        "{\"spec\":{\"virtualMachines\":{\"names\":[\"nothing\"]}}}"
      })
  void anybodyPullsTheBrakeOfASiteAndApproversLiftIt(String patch) {
    SiteState site = site("PlanDriven");
    KubernetesClient carol = user("carol");
    carol.resource(site).patch(MERGE, "{\"spec\":{\"activity\":\"Suspended\"}}");

    assertRefused(
        () -> carol.resource(site).patch(MERGE, patch),
        "carol may not change or delete sitestate " + namespace + "/rbx while its activity is");
    assertRefused(
        () -> carol.resource(site).delete(),
        "carol may not change or delete sitestate " + namespace + "/rbx while its activity is");
    carol.resource(site).patch(MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

    user("alice").resource(site).patch(MERGE, patch);
  }

  @Test
  void aSiteWhoseBrakeIsOnIsDeletedByApproversOnly() {
    SiteState site = site("Suspended");
    bind("rbx", "ClusterRole", "failback-editor", "User", "erin");

    assertThatThrownBy(() -> impersonating("admin", "erin").resource(site).delete())
        .hasMessageContaining("erin may not change or delete");
    assertThat(user("alice").resource(site).delete()).isNotEmpty();
  }

  private void demand(String annotation, String value) {
    LAB.admin()
        .namespaces()
        .withName(namespace)
        .patch(
            MERGE,
            "{\"metadata\":{\"annotations\":{\"failback.pra.io/%s\":\"%s\"}}}"
                .formatted(annotation, value));
  }

  private void edits(KubernetesClient client, String as, int seconds) {
    client
        .resource(plan)
        .patch(
            MERGE,
            "{\"metadata\":{\"annotations\":{\"failback.pra.io/edited-by\":%s}},\"spec\":{\"overlapMaxSeconds\":%d}}"
                .formatted(as, seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "yes"})
  void whoEditedThePlanLastDoesNotApproveItWhereDutiesAreSeparate(String on) {
    KubernetesClient alice = user("alice");
    KubernetesClient bob = user("bob");
    KubernetesClient carol = user("carol");
    demand("separation-of-duties", on);
    await("it is demanded")
        .untilAsserted(
            () ->
                assertRefused(
                    () -> merges(carol, "{\"overlapMaxSeconds\":61}"),
                    "must set the annotation failback.pra.io/edited-by to carol"));

    assertRefused(() -> approves(alice, "alice"), "nobody knows who last edited this plan");
    assertRefused(() -> edits(alice, "\"carol\"", 62), "failback.pra.io/edited-by to alice");
    edits(alice, "\"alice\"", 63);
    assertRefused(() -> approves(alice, "alice"), "alice last edited this plan");
    assertRefused(
        () ->
            alice
                .resource(plan)
                .patch(
                    MERGE, "{\"metadata\":{\"annotations\":{\"failback.pra.io/edited-by\":null}}}"),
        "failback.pra.io/edited-by to alice");
    // An edit and an approval at once are an edit.
    assertRefused(
        () -> merges(bob, "{\"overlapMaxSeconds\":65,\"approvals\":{\"bob\":{\"request\":\"1\"}}}"),
        "failback.pra.io/edited-by to bob");
    approves(bob, "bob");
    merges(alice, "{\"paused\":true}");
    merges(alice, "{\"abort\":{\"by\":\"alice\",\"request\":\"e\"}}");

    edits(carol, "\"carol\"", 64);
    approves(alice, "alice");
    assertThat(approvals()).containsOnlyKeys("alice", "bob");
  }

  @Test
  void withoutTheDemandWhoEditsMayApproveToo() {
    demand("separation-of-duties", "false");

    merges(user("alice"), "{\"overlapMaxSeconds\":61}");
    approves(user("alice"), "alice");

    assertThat(approvals()).containsOnlyKeys("alice");
  }

  @Test
  void whereGroupsAreNamedOnlyTheirMembersApprove() {
    bind("sre", "ClusterRole", "failback-approver", "User", "erin");
    bind("dev", "ClusterRole", "failback-approver", "User", "frank");
    demand("approver-groups", "dba, sre");
    KubernetesClient frank = impersonating("admin", "frank");
    await("it is demanded")
        .untilAsserted(
            () ->
                assertRefused(
                    () -> approves(frank, "frank"),
                    "frank is in none of the groups that may approve here: dba, sre"));

    Config erin =
        new ConfigBuilder(Config.fromKubeconfig(LAB.info().kubeconfigs().get("admin").toFile()))
            .withImpersonateUsername("erin")
            .withImpersonateGroups("sre")
            .build();
    approves(opened(client(erin)), "erin");
    merges(frank, "{\"abort\":{\"by\":\"frank\",\"request\":\"e\"}}");

    assertThat(approvals()).containsOnlyKeys("erin");
  }
}
