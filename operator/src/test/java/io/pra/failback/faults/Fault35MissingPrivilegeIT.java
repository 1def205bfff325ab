package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.SimulatedVCenter;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 35: the operator's account may not do what it must. */
class Fault35MissingPrivilegeIT {
  private static final String SUSPEND = "VirtualMachine.Interact.Suspend";
  private static final String POWER_ON = "VirtualMachine.Interact.PowerOn";

  /** Until the guard tries again what was refused, every 10 s, and a little for a busy machine. */
  private static final Duration UNTIL_THE_NEXT_ATTEMPT = Duration.ofSeconds(25);

  @RegisterExtension final Story story = new Story();

  private static void denies(SimulatedVCenter site, String... privileges) {
    site.post("/privileges", Map.of("user", "failback", "missing", List.of(privileges)));
  }

  @AfterEach
  void giveBack() {
    denies(story.rbx);
    denies(story.sbg);
  }

  private void awaitSite(String site, String reason, String... parts) {
    story
        .site(site)
        .awaitStatus("Ready " + reason, status -> readySays(status.conditions(), reason, parts));
  }

  private static boolean readySays(List<Condition> conditions, String reason, String... parts) {
    return conditions.stream()
        .filter(c -> c.getType().equals("Ready") && c.getReason().equals(reason))
        .map(Condition::getMessage)
        .anyMatch(message -> List.of(parts).stream().allMatch(message::contains));
  }

  @Test
  void whatIsMissingIsNamedBeforeItIsNeededAndNoRequestIsIssued() {
    denies(story.rbx, POWER_ON, "Global.SetCustomField");
    denies(story.sbg, "VirtualMachine.Interact.PowerOff");
    LivePlan plan = story.holds(PlanFixture.erp());
    story.zertoRestores();

    plan.awaitStalled("MissingPrivileges");
    awaitSite("rbx", "MissingPrivileges", POWER_ON, "Global.SetCustomField", "docker-01", "3 more");
    awaitSite("sbg", "MissingPrivileges", "VirtualMachine.Interact.PowerOff");
    // A site tells before its plan has looked at it again.
    plan.awaitStatus(
        "what is missing at both sites",
        status ->
            readySays(
                status.conditions(),
                "MissingPrivileges",
                POWER_ON + " at site rbx",
                "VirtualMachine.Interact.PowerOff at site sbg"));
    assertThat(plan.condition("Ready").getStatus()).isEqualTo("False");
    assertThat(plan.phase()).isEqualTo(Phase.Holding);
    assertThat(plan.status().request()).isNull();
    assertThat(Metrics.ofSite(story, "failback_site_missing_privileges", "rbx")).isEqualTo(12);
    assertThat(Exposure.of(story, story.zerto, "mysql-01"))
        .as("the guard does not care")
        .isLessThan(Exposure.BOUND);

    giveBack();
    plan.await(Phase.AwaitingApproval);
    awaitSite("rbx", "Watching");
    assertThat(plan.condition("Ready").getStatus()).isEqualTo("True");
    assertThat(Metrics.ofSite(story, "failback_site_missing_privileges", "rbx")).isZero();
  }

  @Test
  void aHeldVmThatMayNotBeSuspendedIsAnAlarmOnThePlanThatNamesThePrivilege() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(UNTIL_THE_NEXT_ATTEMPT);
    denies(story.rbx, SUSPEND);

    story.zerto.powersOn("docker-02");

    plan.awaitStalled("HoldRefused");
    assertThat(plan.condition("Stalled").getMessage()).contains("docker-02").contains(SUSPEND);
    assertThat(plan.condition("Guarded").getReason()).isEqualTo("HoldRefused");
    awaitSite("rbx", "MissingPrivileges", SUSPEND);
    plan.awaitEvent("SuspendRefused", "docker-02");
    story.alice.approves(plan);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);

    giveBack();
    Exposure.awaitSuspended(story, "docker-02");
    story.permitFailback();
    story.referee.permit(io.pra.failback.harness.Permission.BOTH_RUN);
    plan.awaitStatus("nothing is in the way", now -> now.phase() != Phase.AwaitingApproval);
  }

  @Test
  void aVCenterThatCannotBeAskedIsUnknownAndStopsNothing() {
    story.rbx.fails(Map.of("method", "HasPrivilegeOnEntities", "fault", "NotSupported"));
    int before = story.rbx.calls("HasPrivilegeOnEntities");
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    awaitSite("rbx", "Watching", "is not known");
    assertThat(plan.condition("Ready").getStatus()).isEqualTo("True");
    await().until(() -> story.rbx.calls("HasPrivilegeOnEntities") > before);
    assertThat(story.rbx.calls("HasPrivilegeOnEntities") - before).isLessThan(5);
  }
}
