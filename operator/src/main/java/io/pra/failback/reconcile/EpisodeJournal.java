package io.pra.failback.reconcile;

import io.pra.failback.api.ReportDue;
import io.pra.failback.decision.Interrupted;
import io.pra.failback.report.EpisodeLog;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Outcome;
import io.pra.failback.report.PlanSnapshot;
import io.pra.failback.report.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The record of a plan's episode, or of its drill, while it grows in this process, and when it is
 * to be written down. What comes before the one of an earlier process was read waits for it.
 */
final class EpisodeJournal {
  /** Between two writes of what is new. */
  private static final Duration PACE = Duration.ofSeconds(5);

  /** The same where it is of what no status has, of who approved, or another phase. */
  private static final Duration URGENT = Duration.ofSeconds(1);

  /** Between two writes that only say that nothing is new. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private static final int MOST_WAITING = 200;

  private final String kind;
  private final List<PlanSnapshot> waiting = new ArrayList<>();
  private final List<Watched.Exposure> exposures = new ArrayList<>();
  private final Map<String, EpisodeRecord> closing = new LinkedHashMap<>();
  private final Set<String> settled = new HashSet<>();
  private List<ReportDue> due = List.of();
  private EpisodeRecord record;
  private EpisodeRecord kept;
  private Long keptAt;
  private boolean opened;

  private EpisodeJournal(String kind) {
    this.kind = kind;
  }

  static EpisodeJournal ofEpisodes() {
    return new EpisodeJournal("episode-");
  }

  static EpisodeJournal ofDrills() {
    return new EpisodeJournal("drill-");
  }

  synchronized boolean isOpened() {
    return opened;
  }

  /** What an earlier process has kept is known now. */
  synchronized void open(Optional<EpisodeRecord> before) {
    opened = true;
    record = before.orElse(null);
    kept = record;
    waiting.forEach(this::take);
    waiting.clear();
    exposures.forEach(this::add);
    exposures.clear();
  }

  synchronized void saw(PlanSnapshot now) {
    if (opened) {
      take(now);
    } else if (waiting.size() < MOST_WAITING) {
      waiting.add(now);
    } else {
      waiting.set(MOST_WAITING - 1, now);
    }
  }

  private void take(PlanSnapshot now) {
    if (now.status().episode() == null) {
      abandonOther(now);
      return;
    }
    if (record != null && !EpisodeLog.isSame(record, now)) {
      boolean other = !record.subject().uid().equals(now.uid());
      close(other ? Outcome.Abandoned : Outcome.Superseded);
    }
    record = EpisodeLog.and(record, now);
    due = now.status().reports().due().stream().filter(one -> one.id().startsWith(kind)).toList();
    due.stream().filter(one -> !settled.contains(one.id())).forEach(this::isDue);
  }

  private void isDue(ReportDue one) {
    String rollback = record.episodeId() + "-rollback-";
    if (one.id().equals(record.episodeId()) && record.standing().outcome().isLast()) {
      closing.put(one.id(), record);
    } else if (one.id().startsWith(rollback)) {
      int attempt = Integer.parseInt(one.id().substring(rollback.length()));
      closing.computeIfAbsent(
          one.id(), same -> EpisodeLog.rolledBack(record, attempt, one.since()));
    }
  }

  private void abandonOther(PlanSnapshot now) {
    if (record != null && !record.subject().uid().equals(now.uid())) {
      close(Outcome.Abandoned);
      record = null;
    }
  }

  private void close(Outcome how) {
    if (record.standing().outcome() == Outcome.Running) {
      EpisodeRecord ended = EpisodeLog.ended(record, how, record.standing().asOf());
      closing.put(how == Outcome.Abandoned ? "abandoned-" + ended.id() : ended.id(), ended);
    }
  }

  /** The episode, if it is under way. */
  synchronized Optional<Interrupted> interrupted() {
    return record().flatMap(EpisodeJournal::interrupted);
  }

  static Optional<Interrupted> interrupted(EpisodeRecord record) {
    return record.standing().outcome() == Outcome.Running
        ? Optional.of(
            new Interrupted(
                record.episodeId(), record.standing().phase(), record.standing().asOf()))
        : Optional.empty();
  }

  /** The plan is deleted. */
  synchronized void abandon() {
    if (record != null) {
      close(Outcome.Abandoned);
      keptAt = null;
    }
  }

  synchronized void exposed(Watched.Exposure exposure) {
    if (opened) {
      add(exposure);
    } else if (exposures.size() < MOST_WAITING) {
      exposures.add(exposure);
    }
  }

  private void add(Watched.Exposure exposure) {
    boolean running = record != null && record.standing().outcome() == Outcome.Running;
    // The plan itself stops recovery VMs, and a vCenter's record does not tell which it was.
    boolean perhapsOurs =
        running
            && exposure.millis() == null
            && exposure.site().equals(record.subject().recoverySite());
    if (running && !perhapsOurs && !exposure.at().isBefore(record.subject().startedAt())) {
      record = record.with(exposure);
    }
  }

  /** The episode as it stands; empty before the first. */
  synchronized Optional<EpisodeRecord> record() {
    return Optional.ofNullable(record);
  }

  /** What has ended and is to be written, by what it is due as. */
  synchronized Map<String, EpisodeRecord> closing() {
    return new LinkedHashMap<>(closing);
  }

  /** What is due, and nothing is left of: an earlier process was killed before it kept it. */
  synchronized List<String> lost() {
    if (!opened) {
      return List.of();
    }
    return due.stream()
        .map(ReportDue::id)
        .filter(id -> !settled.contains(id) && !closing.containsKey(id))
        .toList();
  }

  /** It is written, or never will be. */
  synchronized void settle(String id) {
    closing.remove(id);
    settled.add(id);
  }

  synchronized Set<String> settled() {
    return Set.copyOf(settled);
  }

  /**
   * What is to be kept now; empty if nothing is, or if an earlier episode is not safe yet.
   *
   * @param nanos by the monotonic clock
   */
  synchronized Optional<EpisodeRecord> toKeep(long nanos) {
    if (!opened || record == null || !closing.isEmpty()) {
      return Optional.empty();
    }
    Duration since = keptAt == null ? HEARTBEAT : Duration.ofNanos(nanos - keptAt);
    boolean urgent =
        kept == null
            || record.watched().exposures().size() != kept.watched().exposures().size()
            || record.standing().phase() != kept.standing().phase()
            || !record.procedure().requests().equals(kept.procedure().requests());
    boolean news =
        EpisodeLog.tellsMore(record, kept) && since.compareTo(urgent ? URGENT : PACE) >= 0;
    boolean beat =
        record.standing().outcome() == Outcome.Running && since.compareTo(HEARTBEAT) >= 0;
    return news || beat ? Optional.of(record) : Optional.empty();
  }

  synchronized void kept(EpisodeRecord what, long nanos) {
    kept = what;
    keptAt = nanos;
  }
}
