package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.RestingFailback;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two plans claim one VM: both say so, it is held, and neither activates. */
class RivalPlansIT {
  private static final String ONLY_DATABASES =
      "waves: [{name: everything, virtualMachines: [\"mysql-*\"]}]";

  @RegisterExtension final Story story = new Story();

  private void assertSaysSo(LivePlan plan, String vm, LivePlan rival) {
    plan.awaitCondition("Ready", "False", "VmClaimedTwice");
    assertThat(plan.condition("Ready").getMessage())
        .contains(
            "VM %s of site rbx is claimed by FailbackPlan %s/%s too"
                .formatted(vm, rival.namespace(), rival.name()))
        .contains("Next: let spec.waves of only one of the two plans match it");
  }

  @Test
  void neitherIsToBeApprovedAndTheVmIsHeldUntilOneOfThemGivesWay() {
    LivePlan erp = story.awaitsApproval(PlanFixture.erp());
    String request = erp.openRequest();

    LivePlan rival = story.applies(PlanFixture.erp().with(ONLY_DATABASES), "rival");

    erp.awaitEvent("RequestVoided", "VM mysql-01 of site rbx is claimed by FailbackPlan");
    erp.awaitStalled("VmClaimedTwice");
    rival.awaitStalled("VmClaimedTwice");
    assertSaysSo(erp, "mysql-01", rival);
    assertSaysSo(rival, "mysql-01", erp);
    assertThat(rival.status().request()).isNull();
    story.alice.approves(erp, request);
    erp.awaitAnswered(Phase.Holding);
    story.zerto.powersOn("mysql-01", "docker-01");
    await("both are suspended").until(() -> story.rbx.running().isEmpty());

    rival.delete();
    erp.awaitStatus("another request", now -> now.phase() == Phase.AwaitingApproval);
    assertThat(erp.openRequest()).isNotEqualTo(request);
    story.approves(erp);
    erp.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(erp.condition("Ready").getStatus()).isEqualTo("True");
  }

  @ParameterizedTest
  @EnumSource(names = {"Quiescing", "Activating", "Verifying", "CuttingOver"})
  void afterTheApprovalNothingMoreIsStoppedStartedOrSwitched(Phase phase) {
    RestingFailback failback = new RestingFailback(story);
    LivePlan erp = failback.reach(phase);
    int done =
        story.referee.byOperator(story.rbx).size() + story.referee.byOperator(story.sbg).size();

    LivePlan rival = story.applies(PlanFixture.erp().with(ONLY_DATABASES), "rival");

    erp.awaitStalled("VmClaimedTwice");
    assertSaysSo(erp, "mysql-01", rival);
    assertSaysSo(rival, "mysql-01", erp);
    story.web.answers("/mysql", 200);
    story.alice.signsOff(erp, "healthy");
    story.alice.signsOff(erp, "users");
    erp.awaitAnswered(phase);
    erp.awaitStalled("VmClaimedTwice");
    assertThat(
            story.referee.byOperator(story.rbx).size() + story.referee.byOperator(story.sbg).size())
        .isEqualTo(done);

    rival.delete();
    failback.goOnTo(Phase.Completed);
  }

  @Test
  void anotherSiteStateThatLeadsToTheSameVCenterIsNoWayRoundIt() {
    LivePlan erp = story.awaitsApproval(PlanFixture.erp());
    sameAs("rbx", "rbx-again");

    LivePlan rival =
        story.applies(
            PlanFixture.erp().with(ONLY_DATABASES).with("primary: {siteRef: {name: rbx-again}}"),
            "rival");

    erp.awaitStalled("VmClaimedTwice");
    rival.awaitStalled("VmClaimedTwice");
    assertThat(rival.condition("Ready").getMessage())
        .contains("VM mysql-01 of site rbx-again is claimed by");
    assertThat(rival.status().request()).isNull();
  }

  private LivePlan appliesReversed() {
    return story.applies(
        PlanFixture.erp()
            .with("primary: {siteRef: {name: sbg}}")
            .with("recovery: {siteRef: {name: rbx}}")
            .with("initialAuthority: Recovery"),
        "reversed");
  }

  @Test
  void aNewPlanThatRunsTheOtherWayRoundGetsNoAuthority() {
    LivePlan erp = story.holds(PlanFixture.erp());

    LivePlan reversed = appliesReversed();

    reversed.awaitStalled("VmClaimedTwice");
    erp.awaitCondition("Ready", "False", "VmClaimedTwice");
    assertThat(reversed.status().authority()).isEqualTo(Authority.Unknown);
    assertThat(story.sbg.running()).hasSize(6);
    story.zerto.powersOn("*");
    await("the primary is held").until(() -> story.rbx.running().isEmpty());
    assertThat(story.sbg.running()).hasSize(6);
  }

  /** While it ends, its watches tell of no plans, and so of no rivals. */
  @Test
  void anOperatorThatIsBeingStoppedGivesItNoneEither() {
    story.holds(PlanFixture.erp());
    LivePlan reversed = appliesReversed();
    for (int i = 0; i < 10; i++) {
      reversed.awaitStalled("VmClaimedTwice");
      story.zertoRestores();

      story.zerto.powersOn("*");
      story.operator.stop();

      assertThat(reversed.status().authority()).isEqualTo(Authority.Unknown);
      assertThat(story.sbg.running()).hasSize(6);
      story.operator.start(story.namespace);
      await("the primary is held").until(() -> story.rbx.running().isEmpty());
    }
    // What boots while nobody watches is suspended when somebody does again.
    story.referee.exposuresUpTo(LivePlan.PATIENCE);
  }

  private void sameAs(String site, String name) {
    String manifest =
        Lab.shared()
            .kubectl("", story.namespace, "get", "sitestate", site, "-o", "yaml")
            .output()
            .lines()
            .takeWhile(line -> !line.startsWith("status:"))
            .filter(
                line -> !line.matches("  (uid|resourceVersion|creationTimestamp|generation): .*"))
            .filter(line -> !line.matches("  finalizers:|  - failback.pra.io/episode"))
            .reduce("", (text, line) -> text + line + "\n")
            .replace("  name: " + site + "\n", "  name: " + name + "\n");
    Lab.Kubectl applied = Lab.shared().kubectl(manifest, story.namespace, "create", "-f", "-");
    assertThat(applied.exitCode()).as(applied.output()).isZero();
  }
}
