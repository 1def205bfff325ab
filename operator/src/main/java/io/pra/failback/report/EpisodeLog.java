package io.pra.failback.report;

import io.pra.failback.api.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** How the record of an episode grows. */
public final class EpisodeLog {
  private EpisodeLog() {}

  /**
   * The record with what is known now. It no longer changes once the episode is completed.
   *
   * @param before the record so far; null if there is none
   * @param now a plan that has an episode
   */
  public static EpisodeRecord and(EpisodeRecord before, PlanSnapshot now) {
    if (before != null && !isSame(before, now)) {
      return and(null, now);
    }
    if (before != null && before.standing().outcome().isLast()) {
      return before;
    }
    Instant startedAt = now.status().episode().startedAt();
    Course course = (before == null ? Course.NOTHING : before.course()).and(now, startedAt);
    Standing standing = Standing.of(now, before == null ? null : before.standing());
    if (standing.outcome() == Outcome.Completed) {
      standing = standing.ended(Outcome.Completed, completedAt(course, now.at()));
    } else if (now.drill() != null && !now.drill().isUnderWay()) {
      standing = standing.ended(Outcome.of(now.drill()), now.drill().endedAt());
    }
    return new EpisodeRecord(
        Subjects.of(now),
        standing,
        (before == null ? Watched.NOTHING : before.watched())
            .and(now, before == null ? null : before.standing().asOf()),
        course,
        Proceedings.and(before == null ? Procedure.NOTHING : before.procedure(), now),
        now.drill() == null ? null : DrillTimes.of(now));
  }

  /** Whether a record is about the episode that the plan is in. */
  public static boolean isSame(EpisodeRecord record, PlanSnapshot now) {
    return record.subject().uid().equals(now.uid())
        && record.subject().episode() == now.status().episode().number();
  }

  /** The record of an attempt that was rolled back, or of an episode that another one ended. */
  public static EpisodeRecord ended(EpisodeRecord record, Outcome how, Instant at) {
    return record.standing().outcome().isLast()
        ? record
        : record.with(record.standing().ended(how, at));
  }

  /** An attempt that was rolled back, whatever the episode has come to since. */
  public static EpisodeRecord rolledBack(EpisodeRecord record, int attempt, Instant at) {
    return record.with(record.standing().rolledBack(attempt, at));
  }

  /** Whether two records tell the same but for the time until which they tell. */
  public static boolean tellsMore(EpisodeRecord now, EpisodeRecord before) {
    return before == null
        || !now.watched().equals(before.watched())
        || !now.course().equals(before.course())
        || !now.procedure().equals(before.procedure())
        || now.standing().phase() != before.standing().phase()
        || now.standing().outcome() != before.standing().outcome();
  }

  /** The text by which a record is kept while it grows; shortened where it would not fit. */
  public static String kept(EpisodeRecord record) {
    for (int keep = Shortening.ALL; ; keep = Shortening.less(keep)) {
      String text = RecordJson.canonical(Shortening.to(record, keep));
      boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= SealedReport.MOST_BYTES;
      if (fits || keep <= Shortening.LEAST) {
        return text;
      }
    }
  }

  /** As persisted, so that whoever makes the record comes to the same. */
  private static Instant completedAt(Course course, Instant otherwise) {
    return course.timeline().stream()
        .filter(entry -> entry.phase() == Phase.Completed)
        .map(entry -> entry.at())
        .findFirst()
        .orElse(otherwise);
  }
}
