package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.LiveSite;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.SimulatedVm;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows 25 and 26: a VM is not what its reference, its name or its UUID says. */
class IdentityFaultsIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void row25AVmThatComesBackRunningUnderANewReferenceIsHeld() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    String before = story.rbx.vm("mysql-01").moRef();

    story.rbx.reregisters("mysql-01", "poweredOn");
    Exposure.awaitSuspended(story, "mysql-01");

    assertThat(story.rbx.vm("mysql-01").moRef()).isNotEqualTo(before);
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    plan.awaitStatus("all held", status -> status.held().equals("6/6"));
    assertThat(plan.openRequest()).isEqualTo(request);
  }

  @Test
  void row25AVmThatComesBackOffUnderANewReferenceIsHeldWhenItStarts() {
    story.awaitsApproval(PlanFixture.erp());

    story.rbx.reregisters("docker-04", "poweredOff");

    assertThat(Exposure.of(story, story.zerto, "docker-04")).isLessThan(Exposure.BOUND);
  }

  @Test
  void row26TwoVmsOfOneNameAreBothHeldAndNeitherIsResumed() {
    secondVmIsHeldAndNothingIsResumed(
        Map.of("name", "mysql-01", "folder", "restored", "powerState", "poweredOff"), "mysql-01");
  }

  @Test
  void row26TwoVmsOfOneUuidAreBothHeldAndNeitherIsResumed() {
    SimulatedVm original = story.rbx.vm("mysql-01");
    secondVmIsHeldAndNothingIsResumed(
        Map.of(
            "name",
            "mysql-01-copy",
            "instanceUuid",
            original.instanceUuid(),
            "biosUuid",
            original.biosUuid(),
            "powerState",
            "poweredOff"),
        "mysql-01-copy");
  }

  /** A plan is got round no more by a second SiteState of the vCenter than by the first. */
  @Test
  void aSecondSiteStateThatIsToBeActiveStartsNothingThatThePlanHolds() {
    story.awaitsApproval(PlanFixture.erp());
    LiveSite second = second();

    asks(second, "Active");

    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void aSecondSiteStateThatIsToBeActiveStartsNothingThatTheBrakeOfTheFirstHolds() {
    story.rbx.as("zerto").suspends("*");
    asks(story.site("rbx"), "Suspended");
    LiveSite second = second();

    asks(second, "Active");

    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.rbx.running()).isEmpty();
  }

  private LiveSite second() {
    LiveSite second =
        new SiteFixture(story)
            .site(
                "rbx-again",
                Lab.shared().info().vcenters().rbx().url().toString(),
                "vcenter-rbx",
                "vcenter-rbx-ca");
    second.awaitCondition("Ready", "True");
    return second;
  }

  /** It is answered by a status that is written after all that was decided has been done. */
  private void asks(LiveSite site, String activity) {
    story.alice.patches(site, "{\"spec\":{\"activity\":\"%s\"}}".formatted(activity));
    site.awaitAnswered();
  }

  private void secondVmIsHeldAndNothingIsResumed(Map<String, ?> second, String name) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rbx.creates(second);
    story.zerto.powersOn(name, "mysql-01");
    await("both are suspended")
        .until(
            () ->
                story.rbx.running().isEmpty()
                    && story.rbx.vms().stream()
                            .filter(vm -> vm.name().startsWith("mysql-01"))
                            .filter(vm -> vm.powerState().equals("suspended"))
                            .count()
                        == 2);
    plan.awaitStalled("AmbiguousIdentity");

    story.alice.approves(plan, request);
    plan.awaitAnswered(Phase.Holding);
    plan.awaitEvent("ApprovalRefused", "alice");
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.referee.stoppedByOperator(story.sbg)).isEmpty();
    assertThat(story.referee.exposures()).allMatch(e -> e.compareTo(Duration.ofSeconds(1)) < 0);
  }
}
