package io.pra.failback.gitops;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ControllerManager;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan in Git, a real Argo CD with self-heal, the operator and both vCenters. Not among the
 * ordinary tests, for Argo CD takes long to build: {@code make test-argocd}.
 */
class ArgoCdPlays {
  private static final String FILE = "erp/failbackplan.yaml";

  private static ArgoCd argoCd;

  /** What Argo CD deletes is gone once the garbage collector has seen it. */
  private static ControllerManager controllers;

  @RegisterExtension final Story story = new Story();

  @TempDir Path folder;
  private GitRepository git;
  private final PlanFixture fixture = PlanFixture.erp().with("checklist: [{id: go, manual: {}}]");

  @BeforeAll
  static void startArgoCd(@TempDir Path folder) throws IOException {
    argoCd = new ArgoCd(folder);
    controllers = new ControllerManager();
  }

  @AfterAll
  static void stopArgoCd() {
    if (argoCd != null) {
      argoCd.close();
      controllers.close();
    }
  }

  @BeforeEach
  void makeRepository() {
    git = new GitRepository(folder);
    commits("alice", fixture);
  }

  private void commits(String who, PlanFixture plan) {
    git.commits(who, FILE, Serialization.asYaml(plan.named("erp", story.namespace)));
  }

  private ArgoCd.Application synced() {
    return argoCd.keeps(story.namespace, git, "erp", story.namespace);
  }

  /** The plan is in Git, in the cluster, and waits for people. */
  private LivePlan awaitsApproval() {
    LivePlan plan = story.existing("erp");
    await("Argo CD applies the plan").until(() -> plan.now() != null);
    plan.awaitStatus("an episode", status -> status.phase().inEpisode());
    story.zertoRestores();
    story.alice.signsOff(plan, "go");
    plan.openRequest();
    return plan;
  }

  private static String approval(LivePlan plan) {
    return "approvals: {alice: {request: %s}}".formatted(plan.openRequest());
  }

  @Test
  void anApprovalByCommit() {
    ArgoCd.Application application = synced();
    LivePlan plan = story.existing("erp");
    await("Argo CD applies the plan").until(() -> plan.now() != null);
    plan.await(Phase.Holding);
    application.awaitHealth("Suspended");

    awaitsApproval();
    application.awaitHealth("Suspended");
    story.permitFailback();
    commits("alice", fixture.with(approval(plan)));
    application.refreshes();

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    application.awaitHealth("Healthy");
    assertThat(plan.status().timeline())
        .anyMatch(entry -> entry.event().contains("is approved by alice"));
  }

  @Test
  void anApprovalByPatchSurvivesTheSelfHeal() {
    ArgoCd.Application application = synced();
    LivePlan plan = awaitsApproval();
    story.approves(plan);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    application.refreshes();
    application.awaitHealth("Healthy");
    assertThat(plan.now().getSpec().approvals()).containsOnlyKeys("alice");
    assertThat(plan.now().getSpec().signOffs()).containsOnlyKeys("go");
  }

  @Test
  void theApprovalOfTheLastEpisodeStartsNothing() {
    ArgoCd.Application application = synced();
    LivePlan plan = awaitsApproval();
    String first = plan.openRequest();
    story.permitFailback();
    commits("alice", fixture.with(approval(plan)));
    application.refreshes();
    plan.await(Phase.Completed);
    story.referee.permitOnly();

    story.zerto.powersOff("*");
    story.sbg.as("zerto").powersOn("*");
    plan.awaitStatus(
        "the second episode",
        status -> status.episode().number() == 2 && status.phase().inEpisode());
    story.zertoRestores();
    story.alice.signsOff(plan, "go");
    assertThat(plan.openRequest()).isNotEqualTo(first);
    application.refreshes();
    application.awaitHealth("Suspended");
    assertThat(plan.condition("Approved").getMessage())
        .contains("alice's approval names request " + first);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void anEditInGitVoidsTheOpenRequest() {
    ArgoCd.Application application = synced();
    LivePlan plan = awaitsApproval();
    String first = plan.openRequest();
    PlanFixture edited = fixture.with("recoveryShutdown: {guestShutdownSeconds: 6}");
    commits("bob", edited);
    application.refreshes();

    plan.awaitEvent("RequestVoided", "request " + first + " is void");
    story.alice.approves(plan, first);
    plan.awaitStatus(
        "another request",
        status -> status.request() != null && !status.request().id().equals(first));
    plan.awaitEvent("ApprovalRefused", "names request " + first);
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void deletingTheApplicationLeavesTheVmsSuspended() {
    ArgoCd.Application application = synced();
    LivePlan plan = awaitsApproval();
    application.deletes();

    await("the plan is deleted").until(() -> plan.now() == null);
    assertThat(story.rbx.vms()).allMatch(vm -> vm.powerState().equals("suspended"));
    assertThat(story.sbg.running()).hasSize(6);
    plan.awaitEvent("HoldReleased", "nothing holds them any more");
  }
}
