package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PlanRecorder;
import io.pra.failback.harness.PowerChange;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job: RBX stays suspended, people approve, SBG stops, RBX serves. */
class FailbackWithoutOverlapIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void theRecoveryGoesDownLastWaveFirstAndThenThePrimaryComesUpDatabasesFirst() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());

    FailbackPlanStatus waiting = plan.status();
    assertThat(waiting.authority()).isEqualTo(Authority.Recovery);
    assertThat(waiting.nextAction()).contains(waiting.request().id());
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.referee.exposures()).hasSize(6);

    PlanRecorder recorder = plan.record();
    story.approves(plan);
    FailbackPlanStatus done = plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    await("the last status is recorded")
        .until(() -> !recorder.in(Phase.Completed, FailbackPlanStatus::authority).isEmpty());
    recorder.close();

    assertAuthorities(recorder);
    assertThat(done.authority()).isEqualTo(Authority.Primary);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(plan.phases())
        .containsExactly(
            Phase.Holding,
            Phase.AwaitingApproval,
            Phase.Quiescing,
            Phase.Activating,
            Phase.Verifying,
            Phase.CuttingOver,
            Phase.StoppingRecovery,
            Phase.Reprotecting,
            Phase.Closing,
            Phase.Completed);
    assertOrder();
    assertThat(story.referee.longestDualRun()).isLessThan(Duration.ofSeconds(1));
    plan.awaitEvent("Approved", "by alice");
    plan.awaitEvent("Suspended", "mysql-01 ran at rbx while held");
    plan.awaitEvent("Completed", "episode-1");
    assertThat(plan.status().measurements().rtoSeconds()).isPositive();
    assertThat(plan.status().measurements().longestExposureMillis()).isPositive();
  }

  private static void assertAuthorities(PlanRecorder recorder) {
    assertThat(recorder.in(Phase.AwaitingApproval, FailbackPlanStatus::authority))
        .containsExactly(Authority.Recovery);
    assertThat(recorder.in(Phase.Quiescing, FailbackPlanStatus::authority))
        .containsExactly(Authority.None);
    for (Phase phase :
        List.of(
            Phase.Activating,
            Phase.Verifying,
            Phase.CuttingOver,
            Phase.StoppingRecovery,
            Phase.Reprotecting,
            Phase.Closing,
            Phase.Completed)) {
      assertThat(recorder.in(phase, FailbackPlanStatus::authority))
          .as("in %s", phase)
          .containsExactly(Authority.Primary);
    }
  }

  private void assertOrder() {
    Map<String, Long> stopped = new TreeMap<>();
    Map<String, Long> started = new TreeMap<>();
    for (PowerChange change : story.referee.byOperator(story.sbg)) {
      assertThat(change.to()).isEqualTo("poweredOff");
      stopped.put(change.vm(), change.seq());
    }
    for (PowerChange change : story.referee.byOperator(story.rbx)) {
      if (change.to().equals("poweredOn")) {
        started.put(change.vm(), change.seq());
      }
    }
    List<String> names =
        List.of("docker-01", "docker-02", "docker-03", "docker-04", "mysql-01", "mysql-02");
    assertThat(stopped.keySet()).containsExactlyElementsOf(names);
    assertThat(started.keySet()).containsExactlyElementsOf(names);
    assertThat(latest(stopped, "docker")).isLessThan(earliest(stopped, "mysql"));
    assertThat(latest(stopped, "mysql")).isLessThan(earliest(started, "mysql"));
    assertThat(latest(started, "mysql")).isLessThan(earliest(started, "docker"));
  }

  private static long latest(Map<String, Long> at, String prefix) {
    return at.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElseThrow();
  }

  private static long earliest(Map<String, Long> at, String prefix) {
    return at.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .min()
        .orElseThrow();
  }
}
