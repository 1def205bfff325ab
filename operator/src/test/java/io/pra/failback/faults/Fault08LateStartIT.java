package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 8: the operator starts, and a held VM already runs. */
class Fault08LateStartIT {
  /** From when it says that it is up: a login, one read of the site, and the suspension. */
  private static final Duration FIRST_SYNC = Duration.ofSeconds(2);

  /**
   * The status tells the last contact once a minute, so blindness is told too long, never short.
   */
  private static final Duration CONTACT_IS_WRITTEN = Duration.ofSeconds(60);

  @Nested
  class InThisJvm {
    @RegisterExtension final Story story = new Story();

    @Test
    void isSuspendedOnTheFirstSyncAndTheBlindTimeIsTold() {
      suspendedOnTheFirstSync(story);
    }
  }

  @Nested
  class AsAProcessThatWasKilled {
    @RegisterExtension final Story story = new Story(new OperatorProcess());

    @Test
    void isSuspendedOnTheFirstSyncAndTheBlindTimeIsTold() {
      suspendedOnTheFirstSync(story);
    }
  }

  private static void suspendedOnTheFirstSync(Story story) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    Instant lastContact = story.site("rbx").status().lastContactTime();

    story.operator.kill();
    Instant blindSince = Instant.now();
    story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN, OPERATOR_STOPS_PRIMARY);
    story.zerto.powersOn("mysql-01", "docker-02");
    assertThat(story.rbx.running()).containsExactly("docker-02", "mysql-01");
    int suspends = story.rbx.calls("SuspendVM_Task");
    Duration blind = Duration.between(blindSince, Instant.now());

    story.referee.exposuresUpTo(FIRST_SYNC);
    Instant starting = Instant.now();
    story.operator.start(story.namespace);
    story.referee.permitOnly();
    await("held again").until(() -> story.rbx.running().isEmpty());

    assertThat(story.rbx.calls("SuspendVM_Task")).isEqualTo(suspends + 2);
    await("suspensions are counted")
        .until(() -> Metrics.ofSite(story, "failback_guard_exposure_seconds_count", "rbx") == 2);
    assertThat(Metrics.ofSite(story, "failback_guard_exposure_seconds_max", "rbx"))
        .as("from being seen to being suspended")
        .isLessThan(Exposure.BOUND.toMillis() / 1e3);
    assertThat(Metrics.ofSite(story, "failback_guard_blind_seconds_total", "rbx"))
        .as("blind since %s, last contact written %s", blindSince, lastContact)
        .isGreaterThanOrEqualTo(blind.toNanos() / 1e9)
        .isLessThanOrEqualTo(
            Duration.between(blindSince, Instant.now()).plus(CONTACT_IS_WRITTEN).toNanos() / 1e9);
    plan.awaitEvent("Suspended", "docker-02 ran at rbx while held");
    System.out.printf(
        "row 8: up after %s, exposures %s%n",
        Duration.between(starting, Instant.now()), story.referee.exposures());
  }
}
