package io.pra.failback.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a record fit: the longest lists lose their middle, and the record says how many. The sums
 * and the people are never left out.
 */
final class Shortening {
  static final int ALL = Integer.MAX_VALUE;
  static final int LEAST = 10;
  private static final int FIRST_TRY = 400;

  private Shortening() {}

  static int less(int keep) {
    return keep == ALL ? FIRST_TRY : keep / 2;
  }

  /** At most so many entries of each list that may be long. */
  static EpisodeRecord to(EpisodeRecord record, int keep) {
    if (keep == ALL) {
      return record;
    }
    Watched watched = record.watched();
    Course course = record.course();
    Subject subject = record.subject();
    return new EpisodeRecord(
        subject.withVirtualMachines(ends(subject.virtualMachines(), keep)),
        record.standing(),
        new Watched(
            ends(watched.samples(), keep),
            watched.gaps(),
            ends(watched.exposures(), keep),
            watched.samplesLeftOut() + lost(watched.samples(), keep),
            watched.exposuresLeftOut() + lost(watched.exposures(), keep)),
        new Course(
            ends(course.timeline(), keep),
            ends(course.stalls(), keep),
            course.leftOut() + lost(course.timeline(), keep),
            course.broken()),
        procedure(record.procedure(), keep),
        record.drill());
  }

  private static Procedure procedure(Procedure all, int keep) {
    List<Procedure.Deed> deeds =
        ends(all.actions(), keep).stream()
            .map(
                deed ->
                    new Procedure.Deed(
                        deed.id(),
                        deed.title(),
                        deed.attempt(),
                        deed.step(),
                        deed.kind(),
                        deed.blocking(),
                        deed.request().length() <= keep
                            ? deed.request()
                            : deed.request().substring(0, keep) + "… (cut)",
                        deed.state(),
                        deed.answer(),
                        deed.startedAt(),
                        deed.endedAt(),
                        deed.by()))
            .toList();
    return new Procedure(all.requests(), all.checklist(), deeds, ends(all.waves(), keep));
  }

  private static int lost(List<?> list, int keep) {
    return Math.max(0, list.size() - keep);
  }

  private static <T> List<T> ends(List<T> list, int keep) {
    if (list.size() <= keep) {
      return list;
    }
    List<T> ends = new ArrayList<>(list.subList(0, keep / 2));
    ends.addAll(list.subList(list.size() - (keep - keep / 2), list.size()));
    return ends;
  }
}
