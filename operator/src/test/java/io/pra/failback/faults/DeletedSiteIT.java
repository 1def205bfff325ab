package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.RestingFailback;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A SiteState is deleted: by mistake, or by a prune of the GitOps tool. */
class DeletedSiteIT {
  @RegisterExtension final Story story = new Story();

  private void delete(String site) {
    Lab.Kubectl deleted = kubectl("", "delete", "sitestate", site, "--wait=false");
    assertThat(deleted.output()).contains("\"" + site + "\" deleted");
  }

  private Lab.Kubectl kubectl(String input, String... arguments) {
    Lab.Kubectl done = Lab.shared().kubectl(input, story.namespace, arguments);
    assertThat(done.exitCode()).as(done.output()).isZero();
    return done;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"Standby", "StoppingRecovery", "Completed"})
  void whileAnEpisodeRestsOnItItStaysAndIsGuardedAndGoesWhenTheEpisodeIsOver(Phase phase) {
    RestingFailback failback = new RestingFailback(story);
    failback.reach(phase);

    delete("rbx");
    delete("sbg");

    for (String site : new String[] {"rbx", "sbg"}) {
      story
          .site(site)
          .awaitStatus(
              "who is in the way, and the mend",
              now ->
                  now.message().contains("erp (episode-1, %s)".formatted(phase))
                      && now.message().contains("Next: complete the episode"));
      assertThat(story.site(site).condition("InUse").orElseThrow().getReason())
          .isEqualTo("DeletionBlocked");
      await("an event")
          .until(
              () ->
                  kubectl("", "describe", "sitestate", site).output().contains("DeletionBlocked"));
    }
    if (phase == Phase.Holding || phase == Phase.AwaitingApproval || phase == Phase.Quiescing) {
      assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    }
    failback.goOnTo(Phase.Completed);
    await("both are gone").until(() -> story.site("rbx").isGone() && story.site("sbg").isGone());
  }

  @Test
  void whileTheRecoveryIsBeingStoppedItStaysUntilThatIsDone() {
    story.sbg.guests(200, "mysql-*");
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with("overlap: Allowed")
                .with("recoveryShutdown: {guestShutdownSeconds: 60}"));
    story.referee.permit(BOTH_RUN);
    story.approves(plan);
    plan.awaitStatus(
        "the applications are down",
        now -> now.phase() == Phase.StoppingRecovery && now.pairs().recoveryRunning() == 2);

    delete("sbg");

    story
        .site("sbg")
        .awaitStatus(
            "who is in the way, and the mend",
            now ->
                now.message().contains("erp (episode-1, StoppingRecovery)")
                    && now.message().contains("Next: complete the episode"));
    story.sbg.as("alice").powersOff("mysql-*");
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    await("it is gone").until(() -> story.site("sbg").isGone());
  }

  @Test
  void withoutAnEpisodeItGoesAtOnceAndThePlanSaysWhatIsMissing() {
    LivePlan plan = story.primaryServes(PlanFixture.erp());

    kubectl("", "delete", "sitestate", "sbg", "--timeout=20s");

    plan.awaitCondition("Ready", "False", "SiteMissing");
    assertThat(plan.condition("Ready").getMessage())
        .contains("spec.recovery.siteRef.name is sbg")
        .contains("Next: create SiteState sbg");
    assertThat(story.referee.byOperator(story.rbx)).isEmpty();
  }

  @Test
  void aSiteThatSomebodyTearsAwayIsGuardedAgainAsSoonAsItIsThereAgain() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String manifest = kubectl("", "get", "sitestate", "rbx", "-o", "yaml").output();

    delete("rbx");
    kubectl(
        "",
        "patch",
        "sitestate",
        "rbx",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");
    plan.awaitStalled("SiteMissing");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("spec.primary.siteRef.name is rbx")
        .contains("Next: create SiteState rbx");
    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.zerto.powersOn("mysql-01");
    assertThat(story.rbx.running()).containsExactly("mysql-01");

    story.referee.exposuresUpTo(Duration.ofSeconds(20));
    story.referee.permitOnly();
    kubectl(again(manifest), "apply", "-f", "-");
    await("it is held again").until(() -> story.rbx.running().isEmpty());
    plan.await(Phase.AwaitingApproval);
    story.referee.exposuresUpTo(Duration.ofSeconds(20));
  }

  private static String again(String manifest) {
    return manifest
        .lines()
        .takeWhile(line -> !line.startsWith("status:"))
        .filter(line -> !line.matches(" +(uid|resourceVersion|creationTimestamp|generation): .*"))
        .filter(line -> !line.matches("  finalizers:|  - failback.pra.io/episode"))
        .reduce("", (text, line) -> text + line + "\n");
  }
}
