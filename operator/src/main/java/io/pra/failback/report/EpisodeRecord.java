package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Everything that a report says of one episode. While the episode runs it grows by {@link
 * EpisodeLog}, and is kept in the cluster, so that it survives the operator; a report is a
 * rendering of it.
 *
 * @param subject what it is about
 * @param standing where it stands, and what it has cost
 * @param watched who ran when
 * @param course what happened
 * @param procedure what was asked, checked and done, and by whom
 * @param drill what is said of a drill alone; null for an episode
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EpisodeRecord(
    Subject subject,
    Standing standing,
    Watched watched,
    Course course,
    Procedure procedure,
    DrillTimes drill) {
  static final int LONGEST_LINE = 500;

  /** Whether all that it tells was simulated. */
  @JsonIgnore
  public boolean isSimulated() {
    return drill != null;
  }

  public String episodeId() {
    return (isSimulated() ? "drill-" : "episode-") + subject.episode();
  }

  /** Which record of its plan this is, as {@code status.reports.due} names it. */
  public String id() {
    return standing.outcome() == Outcome.RolledBack
        ? "%s-rollback-%d".formatted(episodeId(), standing.attempt())
        : episodeId();
  }

  EpisodeRecord with(Standing value) {
    return new EpisodeRecord(subject, value, watched, course, procedure, drill);
  }

  /** With a held VM that ran. */
  public EpisodeRecord with(Watched.Exposure exposure) {
    return new EpisodeRecord(subject, standing, watched.and(exposure), course, procedure, drill);
  }
}
