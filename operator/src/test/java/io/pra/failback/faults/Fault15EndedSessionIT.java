package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.Control;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 15: the vCenter ends the operator's session. */
class Fault15EndedSessionIT {
  private static final Duration RESYNCHRONISED = Duration.ofSeconds(2);

  @RegisterExtension final Story story = new Story();

  private final Control control = new Control(Lab.shared().info().control());
  private final String operator = Lab.shared().info().vcenters().rbx().operator();

  @Test
  void aVmThatStartsRightAfterIsSuspendedInANewSessionWithNewCollectors() {
    story.awaitsApproval(PlanFixture.erp());
    int logins = logins();
    int collectors = story.rbx.calls("CreatePropertyCollector");
    story.referee.exposuresUpTo(RESYNCHRONISED);

    endSession();
    Duration inTheGap = Exposure.of(story, story.zerto, "mysql-01");

    assertThat(inTheGap).isLessThan(RESYNCHRONISED);
    assertThat(logins()).isEqualTo(logins + 1);
    assertThat(sessions()).isEqualTo(1);
    assertThat(story.rbx.calls("CreatePropertyCollector")).isGreaterThan(collectors);
    assertThat(Exposure.of(story, story.zerto, "docker-01")).isLessThan(Exposure.BOUND);
  }

  @Test
  void aVmThatRunsWhileTheSessionEndsIsSuspendedByTheNextOne() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(RESYNCHRONISED);
    story.rbx.fails(Map.of("method", "SuspendVM_Task", "fault", "NotAuthenticated", "count", 1));

    story.zerto.powersOn("docker-03");
    endSession();
    Exposure.awaitSuspended(story, "docker-03");

    assertThat(Exposure.last(story, "docker-03")).isLessThan(RESYNCHRONISED);
    assertThat(Exposure.of(story, story.zerto, "docker-04")).isLessThan(Exposure.BOUND);
  }

  @Test
  void aSuspensionThatIsUnderWayIsFollowedByTheNextSession() {
    story.awaitsApproval(PlanFixture.erp());
    story.rbx.delays(Map.of("method", "SuspendVM_Task", "at", "task", "millis", 1000));
    story.referee.exposuresUpTo(RESYNCHRONISED.plusSeconds(1)); // as long as the vCenter takes

    int suspends = story.rbx.calls("SuspendVM_Task");
    story.zerto.powersOn("mysql-02");
    await("the suspension is under way").until(() -> story.rbx.calls("SuspendVM_Task") > suspends);
    endSession();
    Exposure.awaitSuspended(story, "mysql-02");
    story.rbx.works();

    await("the guard knows")
        .until(
            () ->
                Metrics.ofSite(story, "failback_site_held_virtual_machines", "rbx") == 6
                    && story.site("rbx").status().virtualMachines().suspended() == 6);
    assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(Exposure.BOUND);
  }

  @Test
  void theOtherSitesSessionGoesOn() {
    story.awaitsApproval(PlanFixture.erp());
    int logins = logins();

    control.post("/sites/sbg/sessions/terminate", Map.of("user", operator));

    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    assertThat(logins()).isEqualTo(logins);
  }

  private void endSession() {
    control.post("/sites/rbx/sessions/terminate", Map.of("user", operator));
  }

  private int logins() {
    return StreamSupport.stream(control.get("/sites/rbx/logins").get("logins").spliterator(), false)
        .filter(login -> login.get("user").asText().equals(operator))
        .mapToInt(login -> login.get("success").asInt())
        .sum();
  }

  private long sessions() {
    return StreamSupport.stream(
            control.get("/sites/rbx/sessions").get("users").spliterator(), false)
        .filter(user -> user.asText().equals(operator))
        .count();
  }
}
