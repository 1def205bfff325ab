package io.pra.failback.report;

import io.pra.failback.api.Phase;
import io.pra.failback.api.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A phase that the episode was in without a break.
 *
 * @param to when it was left; until when the record tells for the last
 * @param planned what the plan allowed; empty where it has no time
 */
record PhaseSpan(Phase phase, Instant from, Instant to, Optional<Subject.Planned> planned) {

  Duration length() {
    return Duration.between(from, to);
  }

  boolean isOver() {
    return planned.filter(plan -> length().toSeconds() > plan.seconds()).isPresent();
  }

  /** In order. Each change of the phase is an entry of the timeline. */
  static List<PhaseSpan> of(EpisodeRecord record) {
    List<PhaseSpan> spans = new ArrayList<>();
    Phase phase = null;
    Instant from = null;
    for (TimelineEntry entry : record.course().timeline()) {
      if (entry.phase() == null || entry.phase() == phase) {
        continue;
      }
      if (phase != null) {
        spans.add(span(record, phase, from, entry.at()));
      }
      phase = entry.phase();
      from = entry.at();
    }
    if (phase != null && phase != Phase.Completed) {
      spans.add(span(record, phase, from, end(record)));
    }
    return spans;
  }

  static Instant end(EpisodeRecord record) {
    Instant ended = record.standing().endedAt();
    return ended == null ? record.standing().asOf() : ended;
  }

  private static PhaseSpan span(EpisodeRecord record, Phase phase, Instant from, Instant to) {
    return new PhaseSpan(
        phase,
        from,
        to.isBefore(from) ? from : to,
        record.subject().planned().stream().filter(plan -> plan.phase() == phase).findFirst());
  }
}
