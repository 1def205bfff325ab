package io.pra.failback.report;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.TimelineEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What went wrong, from what the record tells; nothing is guessed. It fills in the skeleton of the
 * post-mortem.
 */
final class WentWrong {
  /** A suspension that takes longer is reported as unconfirmed by the guard, too. */
  static final Duration EXPOSURE_BOUND = Duration.ofSeconds(5);

  /** Reasons in the timeline that are a deviation by themselves. */
  private static final Set<String> TOLD =
      Set.of(
          "RequestVoided",
          "RequestExpired",
          "ApprovalRefused",
          "RollingBack",
          "NoneActive",
          "ManualOverdue");

  private WentWrong() {}

  static List<String> in(EpisodeRecord record) {
    List<String> found = new ArrayList<>();
    outcome(record, found);
    objectives(record, found);
    running(record, found);
    stalls(record, found);
    procedure(record, found);
    told(record, found);
    record(record, found);
    return found;
  }

  private static void outcome(EpisodeRecord record, List<String> found) {
    switch (record.standing().outcome()) {
      case RolledBack -> found.add("The attempt was rolled back; the recovery site serves again.");
      case Superseded ->
          found.add("The episode was never closed: the next failover began another one.");
      case Abandoned -> found.add("The plan was deleted before the episode was closed.");
      case Stopped -> found.add("The drill was stopped before its end.");
      case Interrupted -> found.add("The drill was interrupted: a real episode began.");
      case Running, Completed -> {
        // Nothing is wrong with either.
      }
    }
  }

  private static void objectives(EpisodeRecord record, List<String> found) {
    Standing s = record.standing();
    Subject subject = record.subject();
    if (s.rtoMillis() != null && s.rtoMillis() > subject.rtoSeconds() * 1000) {
      found.add(
          "RTO exceeded: the primary served after %s; promised were %s."
              .formatted(Words.time(s.rtoMillis()), Words.time(subject.rtoSeconds() * 1000)));
    }
    if (s.holdMillis() > subject.maxHoldSeconds() * 1000) {
      found.add(
          "The primary was held for %s; at most %s were planned."
              .formatted(Words.time(s.holdMillis()), Words.time(subject.maxHoldSeconds() * 1000)));
    }
    for (PhaseSpan span : PhaseSpan.of(record)) {
      if (span.isOver()) {
        found.add(
            "%s took %s; the plan allows %s."
                .formatted(
                    span.phase(),
                    Words.time(span.length().toMillis()),
                    Words.time(span.planned().orElseThrow().seconds() * 1000)));
      }
    }
  }

  private static void running(EpisodeRecord record, List<String> found) {
    Standing s = record.standing();
    Subject subject = record.subject();
    if (s.dualActiveMillis() > 0 && subject.overlap() == Overlap.Forbidden) {
      found.add(
          "Both VMs of a pair ran, for %s in all. Compare what both copies wrote."
              .formatted(Words.time(s.dualActiveMillis())));
    } else if (s.dualActiveMillis() > subject.overlapMaxSeconds() * 1000) {
      found.add(
          "The overlap lasted %s; approved were %s."
              .formatted(
                  Words.time(s.dualActiveMillis()),
                  Words.time(subject.overlapMaxSeconds() * 1000)));
    }
    if (s.longestExposureMillis() > EXPOSURE_BOUND.toMillis()) {
      found.add(
          "A held VM ran for %s before it was stopped; the bound is %s. In all, held VMs ran for %s."
              .formatted(
                  Words.time(s.longestExposureMillis()),
                  Words.time(EXPOSURE_BOUND.toMillis()),
                  Words.time(s.exposureMillis())));
    }
    long unseen = Stretch.unseen(record).stream().mapToLong(one -> one.length().toMillis()).sum();
    if (unseen > 0) {
      found.add("A site could not be read, for %s in all.".formatted(Words.time(unseen)));
    }
  }

  private static void stalls(EpisodeRecord record, List<String> found) {
    for (Course.Stall stall : record.course().stalls()) {
      String length =
          stall.to() == null
              ? "still"
              : "for " + Words.time(Duration.between(stall.from(), stall.to()).toMillis());
      found.add(
          "Stalled %s from %s: %s: %s"
              .formatted(length, Words.at(stall.from()), stall.reason(), stall.message()));
    }
  }

  private static void procedure(EpisodeRecord record, List<String> found) {
    boolean over = record.standing().outcome() == Outcome.Completed;
    for (Procedure.Check check : record.procedure().checklist()) {
      String which = check.blocking() ? "Check" : "Advisory check";
      if (check.state() == CheckState.Failed) {
        found.add("%s %s failed: %s".formatted(which, check.id(), check.message()));
      } else if (over && check.state() != CheckState.Passed) {
        found.add("%s %s was never passed.".formatted(which, check.id()));
      }
    }
    for (Procedure.Deed deed : record.procedure().actions()) {
      String name = "Action %s (attempt %d)".formatted(deed.id(), deed.attempt());
      if (deed.state() == ActionState.Failed) {
        found.add("%s failed: %s".formatted(name, deed.answer()));
      } else if (deed.state() == ActionState.Unknown) {
        found.add("%s may or may not have been done: %s".formatted(name, deed.answer()));
      } else if (!deed.by().isEmpty() && !deed.kind().equals("manual")) {
        found.add("%s was vouched for by %s, not done by the operator.".formatted(name, deed.by()));
      }
    }
  }

  /** Kinds of events that are deviations, each once with how often it was told. */
  private static void told(EpisodeRecord record, List<String> found) {
    Map<String, List<String>> byReason = new TreeMap<>();
    for (TimelineEntry entry : record.course().timeline()) {
      int colon = entry.event().indexOf(':');
      String reason = colon < 0 ? entry.event() : entry.event().substring(0, colon);
      boolean handOver = entry.event().startsWith("NoneActive: HandOver");
      if ((TOLD.contains(reason) || reason.endsWith("Exceeded") || reason.equals("HeldTooLong"))
          && !handOver) {
        byReason.computeIfAbsent(reason, any -> new ArrayList<>()).add(entry.event());
      } else if (reason.equals("CheckFailed")) {
        byReason.computeIfAbsent(reason, any -> new ArrayList<>()).add(entry.event());
      }
    }
    byReason.forEach(
        (reason, events) ->
            found.add(
                events.size() == 1
                    ? events.get(0)
                    : "%s (%d times; the last)"
                        .formatted(events.get(events.size() - 1), events.size())));
  }

  private static void record(EpisodeRecord record, List<String> found) {
    long gaps =
        record.watched().gaps().stream()
            .mapToLong(gap -> Duration.between(gap.from(), gap.to()).toMillis())
            .sum();
    if (gaps > 0) {
      found.add(
          "There is no record of %s in all: no operator led, or it could not write."
              .formatted(Words.time(gaps)));
    }
    if (record.course().broken()) {
      found.add("Entries of the timeline may be missing: more came at once than were kept.");
    }
  }
}
