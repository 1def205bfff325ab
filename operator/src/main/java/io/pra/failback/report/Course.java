package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.TimelineEntry;
import io.pra.failback.observability.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened, in order. The plan's status forgets all but the last 50; this does not.
 *
 * @param timeline what happened
 * @param stalls times in which the plan waited for help
 * @param leftOut entries beyond the bound, from the middle
 * @param broken whether entries may be missing, because more came between two looks than the status
 *     keeps
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Course(
    List<TimelineEntry> timeline, List<Stall> stalls, int leftOut, boolean broken) {
  static final Course NOTHING = new Course(List.of(), List.of(), 0, false);
  static final int MOST_ENTRIES = 500;
  static final int MOST_STALLS = 100;

  /** Of what happened first, as much is kept for ever. */
  private static final int BEGINNING = 100;

  private static final int STATUS_KEEPS = 50;

  public Course {
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    stalls = stalls == null ? List.of() : List.copyOf(stalls);
  }

  /**
   * A time in which the plan waited for help.
   *
   * @param reason one PascalCase word
   * @param message why, and what was to be done
   * @param from when it began
   * @param to when it was over; null while it is not
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Stall(String reason, String message, Instant from, Instant to) {}

  /** With what the status tells now, for an episode that began at {@code startedAt}. */
  Course and(PlanSnapshot now, Instant startedAt) {
    List<TimelineEntry> told = now.status().timeline();
    List<TimelineEntry> all = new ArrayList<>(timeline);
    Instant last = all.isEmpty() ? startedAt : all.get(all.size() - 1).at();
    boolean fits = told.size() < STATUS_KEEPS || !told.get(0).at().isAfter(last);
    for (TimelineEntry entry : told) {
      boolean ours = !entry.at().isBefore(startedAt) && !entry.at().isBefore(last);
      if (ours && !(entry.at().equals(last) && timeline.contains(entry))) {
        all.add(entry);
      }
    }
    int dropped = leftOut;
    while (all.size() > MOST_ENTRIES) {
      all.remove(BEGINNING);
      dropped++;
    }
    return new Course(all, stalls(now), dropped, broken || !fits);
  }

  private List<Stall> stalls(PlanSnapshot now) {
    List<Stall> all = new ArrayList<>(stalls);
    Optional<Condition> stalled =
        now.status().condition("Stalled").filter(condition -> condition.getStatus().equals("True"));
    int open = all.size() - 1;
    boolean isOpen = open >= 0 && all.get(open).to() == null;
    if (isOpen) {
      Stall was = all.get(open);
      boolean goesOn = stalled.filter(c -> c.getReason().equals(was.reason())).isPresent();
      if (goesOn) {
        return all;
      }
      all.set(open, new Stall(was.reason(), was.message(), was.from(), now.at()));
    }
    stalled.ifPresent(
        c ->
            all.add(
                new Stall(
                    c.getReason(),
                    PlainText.of(c.getMessage(), EpisodeRecord.LONGEST_LINE),
                    now.at(),
                    null)));
    return all.subList(Math.max(0, all.size() - MOST_STALLS), all.size());
  }
}
