package io.pra.failback.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A time in which something was so without a break, by the samples. */
record Stretch(Instant from, Instant to) {

  Duration length() {
    return Duration.between(from, to);
  }

  /** When both VMs of some pair ran. */
  static List<Stretch> dualActive(EpisodeRecord record) {
    return of(record, sample -> sample.both() > 0);
  }

  /** When neither VM of some pair ran. */
  static List<Stretch> noneActive(EpisodeRecord record) {
    return of(record, sample -> sample.neither() > 0);
  }

  /** When a site could not be read. */
  static List<Stretch> unseen(EpisodeRecord record) {
    return of(record, sample -> !sample.primarySeen() || !sample.recoverySeen());
  }

  private static List<Stretch> of(EpisodeRecord record, Predicate<Watched.Sample> is) {
    List<Stretch> found = new ArrayList<>();
    Instant from = null;
    for (Watched.Sample sample : record.watched().samples()) {
      if (is.test(sample) && from == null) {
        from = sample.at();
      } else if (!is.test(sample) && from != null) {
        found.add(new Stretch(from, sample.at()));
        from = null;
      }
    }
    Instant end = PhaseSpan.end(record);
    if (from != null && from.isBefore(end)) {
      found.add(new Stretch(from, end));
    }
    return found;
  }
}
