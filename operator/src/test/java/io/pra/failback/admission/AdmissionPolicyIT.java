package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.SiteState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say what, by the policies and roles of {@code deploy/policy}. */
class AdmissionPolicyIT extends AdmissionScene {
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
