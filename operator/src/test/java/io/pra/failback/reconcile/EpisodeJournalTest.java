package io.pra.failback.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import io.pra.failback.decision.World;
import io.pra.failback.report.EpisodeLog;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Outcome;
import io.pra.failback.report.PlanSnapshot;
import io.pra.failback.report.RecordJson;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpisodeJournalTest {
  private final World world = new World();
  private EpisodeJournal journal = EpisodeJournal.ofEpisodes();

  private void looks() {
    looks("uid-1");
  }

  private void looks(String uid) {
    journal.saw(
        new PlanSnapshot(
            "prod",
            "erp",
            uid,
            world.plan.spec(),
            world.status,
            null,
            true,
            true,
            Map.of(),
            world.now));
  }

  private void reach(Phase phase) {
    for (int i = 0; i < 100 && world.status.phase() != phase; i++) {
      world.advance();
      looks();
    }
    assertThat(world.status.phase()).isEqualTo(phase);
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private void restart() {
    Optional<EpisodeRecord> kept =
        journal.record().flatMap(one -> RecordJson.read(EpisodeLog.kept(one), EpisodeRecord.class));
    journal = EpisodeJournal.ofEpisodes();
    looks();
    journal.open(kept);
  }

  @Test
  void whatCameBeforeTheOldRecordWasReadIsNotLost() {
    reach(Phase.AwaitingApproval);
    assertThat(journal.record()).isEmpty();

    journal.open(Optional.empty());

    assertThat(journal.record().orElseThrow().standing().phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(journal.record().orElseThrow().watched().samples()).isNotEmpty();
  }

  @Test
  void aCompletedEpisodeIsClosedOnce() {
    journal.open(Optional.empty());
    reach(Phase.Completed);
    assertThat(journal.closing()).containsOnlyKeys("episode-1");

    journal.settle("episode-1");
    looks();

    assertThat(journal.closing()).isEmpty();
    assertThat(journal.lost()).isEmpty();
  }

  @Test
  void killedBeforeItWasWrittenItIsStillDueAndTheSame() {
    journal.open(Optional.empty());
    reach(Phase.Completed);
    EpisodeRecord before = journal.closing().get("episode-1");

    restart();

    assertThat(journal.closing()).containsEntry("episode-1", before);
  }

  @Test
  void theNextEpisodeIsNotKeptBeforeTheLastIsWritten() {
    journal.open(Optional.empty());
    reach(Phase.Closing);
    journal.kept(journal.record().orElseThrow(), 0);
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();
    world.pass(30).settle();
    looks();

    assertThat(world.status.episode().number()).isEqualTo(2);
    assertThat(journal.closing().get("episode-1").standing().outcome())
        .isEqualTo(Outcome.Superseded);
    assertThat(journal.toKeep(seconds(100))).isEmpty();
    journal.settle("episode-1");
    assertThat(journal.toKeep(seconds(100)).orElseThrow().subject().episode()).isEqualTo(2);
  }

  @Test
  void killedWithNothingKeptItIsLostAndSaidToBe() {
    journal.open(Optional.empty());
    reach(Phase.Closing);
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();
    world.pass(30).settle();
    journal = EpisodeJournal.ofEpisodes();
    looks();
    journal.open(Optional.empty());

    assertThat(journal.lost()).containsExactly("episode-1");
  }

  @Test
  void theRecordOfAPlanThatIsNoMoreIsNotTakenForThisOnes() {
    journal.open(Optional.empty());
    reach(Phase.Holding);

    looks("uid-2");

    assertThat(journal.closing().get("abandoned-episode-1").standing().outcome())
        .isEqualTo(Outcome.Abandoned);
    assertThat(journal.record().orElseThrow().subject().uid()).isEqualTo("uid-2");
  }

  @Test
  void itIsKeptAtABoundedPace() {
    journal.open(Optional.empty());
    reach(Phase.Holding);
    assertThat(journal.toKeep(seconds(100))).isPresent();
    journal.kept(journal.record().orElseThrow(), seconds(100));
    world.pass(1);
    world.primary.powerAll(PowerState.POWERED_ON);
    world.turn();
    looks();
    assertThat(journal.toKeep(seconds(101))).isEmpty();
    assertThat(journal.toKeep(seconds(104))).isEmpty();
    assertThat(journal.toKeep(seconds(105))).isPresent();
    journal.kept(journal.record().orElseThrow(), seconds(105));
    assertThat(journal.toKeep(seconds(120))).as("nothing is new").isEmpty();
    assertThat(journal.toKeep(seconds(135))).as("but it is alive").isPresent();
  }
}
