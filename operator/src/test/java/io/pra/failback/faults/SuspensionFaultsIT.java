package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 23, 24 and 27: the vCenter does not suspend at once, or a person does not give up. */
class SuspensionFaultsIT {
  /** Three refusals, and the pauses of 50, 100 and 200 ms after them. */
  private static final Duration THREE_REFUSALS = Duration.ofSeconds(2);

  /** The same where it is a task that fails, which is asked for after half a second. */
  private static final Duration THREE_FAILED_TASKS = Duration.ofSeconds(4);

  /** What it takes to say that a suspension fails, and the pause of 2 s until the next attempt. */
  private static final Duration UNTIL_A_PERSON_MENDS_IT = Duration.ofSeconds(20);

  @RegisterExtension final Story story = new Story();

  @ParameterizedTest
  @ValueSource(strings = {"TaskInProgress", "InvalidState"})
  void row23AVmThatIsBusyThreeTimesIsTriedUntilItIsSuspended(String fault) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(THREE_REFUSALS);
    int before = story.rbx.calls("SuspendVM_Task");
    story.rbx.fails(Map.of("method", "SuspendVM_Task", "fault", fault, "count", 3));

    Duration exposure = Exposure.of(story, story.zerto, "mysql-01");

    assertThat(story.rbx.calls("SuspendVM_Task")).isEqualTo(before + 4);
    plan.awaitEvent("Suspended", "mysql-01 ran at rbx while held");
    assertThat(plan.hasEvent("SuspendUnconfirmed", "mysql-01")).isFalse();
    System.out.printf("row 23: %s three times: %s%n", fault, exposure);
  }

  @Test
  void row23ATaskThatFailsThreeTimesIsTriedUntilItSucceeds() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(THREE_FAILED_TASKS);
    story.rbx.fails(
        Map.of("method", "SuspendVM_Task", "at", "task", "fault", "InvalidState", "count", 3));

    Duration exposure = Exposure.of(story, story.zerto, "mysql-01");
    System.out.printf("row 23: a task fails three times: %s%n", exposure);
  }

  @Test
  void row24ATaskThatAlwaysFailsIsNoSuspensionAndIsEscalated() {
    suspendedOnlyOnceMended(
        Map.of(
            "method", "SuspendVM_Task",
            "vm", "docker-02",
            "at", "task",
            "fault", "GenericVmConfigFault",
            "message", "no space left for the suspend file"),
        "no space left for the suspend file");
  }

  @Test
  void row24ATaskThatNeverEndsIsNoSuspensionAndIsEscalated() {
    suspendedOnlyOnceMended(
        Map.of("method", "SuspendVM_Task", "vm", "docker-02", "at", "taskNeverEnds"),
        "still running 5 s after");
  }

  private void suspendedOnlyOnceMended(Map<String, ?> rule, String why) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(UNTIL_A_PERSON_MENDS_IT);
    story.rbx.fails(rule);

    story.zerto.powersOn("docker-02");
    plan.awaitEvent("SuspendUnconfirmed", why);

    assertThat(story.rbx.running()).containsExactly("docker-02");
    assertThat(story.site("rbx").status().virtualMachines().poweredOn()).isEqualTo(1);
    assertThat(plan.status().held()).isEqualTo("5/6");
    assertThat(plan.phase()).isIn(Phase.Holding, Phase.AwaitingApproval);
    assertThat(Exposure.of(story, story.zerto, "mysql-01"))
        .as("another VM, whose suspension works, does not wait for it")
        .isLessThan(Exposure.BOUND);

    story.rbx.works();
    Exposure.awaitSuspended(story, "docker-02");
    plan.awaitStatus("all held", status -> status.held().equals("6/6"));
  }

  @Test
  void row27WhoPowersAVmOnAgainAndAgainHasItSuspendedEachTime() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    int before = story.rbx.calls("SuspendVM_Task");
    int questions = story.rbx.calls("QueryEvents");
    Duration longest = Duration.ZERO;

    for (int i = 0; i < 20; i++) {
      Duration exposure = Exposure.of(story, story.rbx.as("alice"), "mysql-01");
      assertThat(exposure).isLessThan(Exposure.BOUND);
      longest = exposure.compareTo(longest) > 0 ? exposure : longest;
    }

    assertThat(story.rbx.calls("SuspendVM_Task")).as("calls for 20 starts").isEqualTo(before + 20);
    await("each is told, with who did it")
        .until(
            () ->
                plan.events().stream()
                        .filter(event -> event.getReason().equals("Suspended"))
                        .map(Event::getMessage)
                        .filter(message -> message.startsWith("mysql-01 ran at rbx while held"))
                        .filter(message -> message.endsWith("powered on by alice@vsphere.local"))
                        .count()
                    == 20);
    assertThat(story.rbx.calls("QueryEvents") - questions)
        .as("questions to the vCenter about 20 starts")
        .isLessThan(10);
    System.out.printf("row 27: longest of 20 exposures %s%n", longest);
  }
}
