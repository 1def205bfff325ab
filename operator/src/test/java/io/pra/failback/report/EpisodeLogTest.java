package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeLogTest {
  @Test
  void aCompletedEpisodeTellsWhoAndWhen() {
    RecordedEpisode played = RecordedEpisode.completed();
    EpisodeRecord record = played.record;

    assertThat(record.standing().outcome()).isEqualTo(Outcome.Completed);
    assertThat(record.standing().endedAt()).isNotNull();
    assertThat(PhaseSpan.of(record))
        .extracting(PhaseSpan::phase)
        .containsExactly(
            Phase.Holding,
            Phase.AwaitingApproval,
            Phase.Quiescing,
            Phase.Activating,
            Phase.Verifying,
            Phase.CuttingOver,
            Phase.StoppingRecovery,
            Phase.Reprotecting,
            Phase.Closing);
    Procedure.Request request = record.procedure().requests().get(0);
    assertThat(request.approvals()).extracting(Procedure.Yes::by).containsExactly("alice");
    assertThat(request.approvedAt()).isEqualTo(record.standing().approvedAt()).isNotNull();
    assertThat(record.procedure().checklist())
        .allSatisfy(
            check -> {
              assertThat(check.state()).isEqualTo(CheckState.Passed);
              assertThat(check.checkedAt()).isNotNull();
            });
    assertThat(record.procedure().checklist())
        .filteredOn(check -> check.kind().equals("manual"))
        .extracting(Procedure.Check::by)
        .containsOnly("bob");
    assertThat(record.procedure().actions())
        .extracting(Procedure.Deed::state)
        .containsOnly(ActionState.Succeeded);
    assertThat(record.procedure().waves())
        .extracting(Procedure.WaveRun::name)
        .containsExactly("databases", "applications");
    assertThat(record.procedure().waves()).allMatch(wave -> wave.readyAt() != null);
    assertThat(record.watched().exposures()).hasSize(1);
    assertThat(record.watched().gaps()).isEmpty();
  }

  @Test
  void itNoLongerChangesOnceItIsCompleted() {
    RecordedEpisode played = RecordedEpisode.completed();
    EpisodeRecord then = played.record;

    played.world.pass(3600);
    played.world.turn();

    assertThat(EpisodeLog.and(then, played.snapshot())).isSameAs(then);
  }

  @Test
  void itIsTheSameAfterItWasWrittenDownAndReadAgain() {
    EpisodeRecord record = RecordedEpisode.completed().record;

    String kept = EpisodeLog.kept(record);

    assertThat(RecordJson.read(kept, EpisodeRecord.class)).contains(record);
    assertThat(RecordJson.canonical(RecordJson.read(kept, EpisodeRecord.class).orElseThrow()))
        .isEqualTo(kept);
  }

  @Test
  void aTimeInWhichNobodyLookedIsSaidAndNoChangeAfterItIsLost() {
    RecordedEpisode played = RecordedEpisode.forbidden().reach(Phase.Holding, 10);
    played.pass(60);
    EpisodeRecord kept =
        RecordJson.read(EpisodeLog.kept(played.record), EpisodeRecord.class).orElseThrow();

    played.world.primary.powerAll(PowerState.POWERED_ON);
    played.world.pass(120);
    played.record = EpisodeLog.and(kept, played.snapshot());
    played.reach(Phase.Completed, 10);

    assertThat(played.record.watched().gaps()).hasSize(1);
    Watched.Gap gap = played.record.watched().gaps().get(0);
    assertThat(Duration.between(gap.from(), gap.to())).isEqualTo(Duration.ofMinutes(2));
    assertThat(WentWrong.in(played.record)).anyMatch(line -> line.contains("no record of 2 min"));
  }

  @Test
  void theTimelineOutlivesTheFiftyEntriesOfTheStatus() {
    RecordedEpisode played = RecordedEpisode.forbidden().reach(Phase.AwaitingApproval, 10);
    for (int i = 0; i < 60; i++) {
      // Voids the request; another one is issued.
      played.world.plan.patch("overlapMaxSeconds: " + (100 + i));
      played.pass(20);
    }
    assertThat(played.world.status.timeline()).hasSize(50);
    assertThat(played.record.course().timeline()).hasSizeGreaterThan(100);
    assertThat(played.record.course().timeline()).doesNotHaveDuplicates();
    assertThat(played.record.course().broken()).isFalse();
    assertThat(played.record.course().timeline().get(0).event()).startsWith("AuthorityDetected");
  }

  @Test
  void moreThanTheStatusKeepsBetweenTwoLooksIsSaid() {
    RecordedEpisode played = RecordedEpisode.forbidden().reach(Phase.AwaitingApproval, 10);
    for (int i = 0; i < 80; i++) {
      played.world.plan.patch("overlapMaxSeconds: " + (100 + i / 2));
      played.world.pass(1);
      played.world.turn();
    }

    played.looks();

    assertThat(played.record.course().broken()).isTrue();
    assertThat(WentWrong.in(played.record)).anyMatch(line -> line.contains("may be missing"));
  }

  @Test
  void aRollbackTellsWhatTheStatusHasForgotten() {
    RecordedEpisode played = RecordedEpisode.rolledBack();
    assertThat(played.world.status.request()).isNull();
    assertThat(played.world.status.reports().due())
        .extracting(due -> due.id())
        .containsExactly("episode-1-rollback-1");

    EpisodeRecord record =
        EpisodeLog.rolledBack(played.record, 1, played.world.status.reports().due().get(0).since());

    assertThat(record.id()).isEqualTo("episode-1-rollback-1");
    assertThat(record.procedure().requests().get(0).approvals())
        .extracting(Procedure.Yes::by)
        .containsExactly("alice");
    assertThat(record.procedure().actions())
        .filteredOn(deed -> deed.attempt() == 1 && deed.id().equals("sync"))
        .extracting(Procedure.Deed::state)
        .containsExactly(ActionState.Succeeded);
    assertThat(record.standing().approvedAt()).isNotNull();
    assertThat(WentWrong.in(record))
        .anyMatch(line -> line.contains("rolled back"))
        .anyMatch(line -> line.contains("carol aborted: storage alarm"));
  }

  @Test
  void bothRunningIsFoundAndSaid() {
    RecordedEpisode played = new RecordedEpisode(World.overlapAllowed()).reach(Phase.Completed, 10);

    List<Stretch> both = Stretch.dualActive(played.record);

    assertThat(both).hasSize(1);
    assertThat(both.get(0).length()).isPositive();
  }

  @Test
  void whatRunsOftenIsThinnedAndSaidToBe() {
    RecordedEpisode played = RecordedEpisode.forbidden().reach(Phase.Holding, 10);
    for (int i = 0; i < 800; i++) {
      played.world.primary.readable(i % 2 == 0);
      played.world.recovery.readable(i % 4 < 2);
      played.pass(10);
    }

    Watched watched = played.record.watched();
    assertThat(watched.samples()).hasSizeLessThanOrEqualTo(Watched.MOST_SAMPLES);
    assertThat(watched.samplesLeftOut() + watched.samples().size()).isGreaterThan(700);
    assertThat(watched.samples()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
  }
}
