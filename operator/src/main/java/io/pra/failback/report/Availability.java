package io.pra.failback.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many pairs had a VM that was seen running, over time: what users could be served with,
 * whether or not the traffic went there.
 *
 * @param steps in order; each lasts until the next begins
 * @param percent weighted by time, of the time of which there is a record; null where there is none
 */
record Availability(List<Step> steps, Double percent) {

  /** Pairs of all that ran somewhere, from then on. */
  record Step(Instant from, Instant to, int up, int total) {}

  static Availability of(EpisodeRecord record) {
    List<Watched.Sample> samples = record.watched().samples();
    Instant end = PhaseSpan.end(record);
    List<Step> steps = new ArrayList<>();
    double up = 0;
    double all = 0;
    for (int i = 0; i < samples.size(); i++) {
      Watched.Sample sample = samples.get(i);
      Instant to = i + 1 < samples.size() ? samples.get(i + 1).at() : end;
      for (Watched.Gap gap : record.watched().gaps()) {
        if (gap.to().equals(to)) {
          to = gap.from().isBefore(sample.at()) ? sample.at() : gap.from();
        }
      }
      if (!to.isAfter(sample.at()) || sample.total() == 0) {
        continue;
      }
      int running = Math.min(sample.total(), sample.primary() + sample.recovery() - sample.both());
      steps.add(new Step(sample.at(), to, running, sample.total()));
      double millis = Duration.between(sample.at(), to).toMillis();
      up += millis * running / sample.total();
      all += millis;
    }
    return new Availability(steps, all == 0 ? null : 100 * up / all);
  }
}
