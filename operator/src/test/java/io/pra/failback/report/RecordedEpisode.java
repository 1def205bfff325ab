package io.pra.failback.report;

import io.pra.failback.api.Phase;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.time.Instant;

/** An episode that is played in memory, and the record that grows beside it. */
final class RecordedEpisode {
  final World world;
  EpisodeRecord record;

  RecordedEpisode(World world) {
    this.world = world;
  }

  static RecordedEpisode forbidden() {
    return new RecordedEpisode(new World());
  }

  PlanSnapshot snapshot() {
    return new PlanSnapshot(
        "prod",
        "erp",
        "uid-1",
        world.plan.spec(),
        world.status,
        null,
        world.observation().primary().readable(),
        world.observation().recovery().readable(),
        world.observation().provenance().approvals(),
        world.now);
  }

  RecordedEpisode looks() {
    if (world.status.episode() != null) {
      record = EpisodeLog.and(record, snapshot());
    }
    return this;
  }

  /** Seconds go by, of which the leader looks at each tenth. */
  RecordedEpisode pass(long seconds) {
    for (long left = seconds; left > 0; left -= 10) {
      world.pass(Math.min(10, left));
      world.turn();
      looks();
    }
    return this;
  }

  /** Zerto boots the primary while it is held; the guard stops it again. */
  RecordedEpisode zertoBoots() {
    world.primary.powerAll(PowerState.POWERED_ON);
    world.turn();
    looks();
    world.turn();
    looks();
    Instant at = world.now;
    record = record.with(new Watched.Exposure(at, "rbx", "mysql-01", 84L, "VSPHERE.LOCAL\\zerto"));
    return this;
  }

  /** Goes on until a phase is entered, with some seconds for each step. */
  RecordedEpisode reach(Phase phase, long secondsEach) {
    for (int i = 0; i < 200 && world.status.phase() != phase; i++) {
      world.advance();
      looks();
      if (world.status.phase() != phase && world.status.phase() != Phase.Completed) {
        pass(secondsEach);
      }
    }
    if (world.status.phase() != phase) {
      throw new AssertionError("stuck in " + world.status.phase() + ": " + world.status.message());
    }
    return this;
  }

  /** A failback from end to end, of about half an hour. */
  static RecordedEpisode completed() {
    RecordedEpisode episode = forbidden().reach(Phase.Holding, 20);
    return episode.zertoBoots().pass(300).reach(Phase.Completed, 60);
  }

  /** Aborted while the primary was being verified, and back where it began. */
  static RecordedEpisode rolledBack() {
    RecordedEpisode episode = forbidden().reach(Phase.Verifying, 20);
    episode.world.plan.patch("abort: {request: episode-1, by: carol, reason: storage alarm}");
    for (int i = 0; i < 60 && episode.world.status.reports().due().isEmpty(); i++) {
      episode.pass(10);
    }
    return episode;
  }
}
