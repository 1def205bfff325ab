package io.pra.failback.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time from left to right. */
record Axis(Instant from, Instant to, double left, double width) {
  static final double LEFT = 110;
  static final double WIDTH = 960;
  static final double TOTAL = LEFT + WIDTH + 30;

  private static final long[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400
  };
  private static final int MOST_TICKS = 8;

  static Axis of(EpisodeRecord record) {
    Instant from = record.subject().startedAt();
    Instant end = PhaseSpan.end(record);
    Instant to = end.isAfter(from.plusSeconds(1)) ? end : from.plusSeconds(1);
    return new Axis(from, to, LEFT, WIDTH);
  }

  double x(Instant at) {
    double share =
        (double) Duration.between(from, at).toMillis() / Duration.between(from, to).toMillis();
    return left + width * Math.max(0, Math.min(1, share));
  }

  /** Coordinates with one decimal, in every locale the same. */
  static String n(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Lines and times at round moments, over a chart that is {@code height} high. */
  String grid(double top, double height) {
    StringBuilder out = new StringBuilder();
    for (Instant tick : ticks()) {
      String x = n(x(tick));
      out.append(
          "<line x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\" stroke=\"var(--line)\"/>"
              .formatted(x, x, n(top), n(top + height)));
      out.append(
          "<text class=\"soft\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>%n"
              .formatted(x, n(top + height + 16), Words.clock(tick)));
    }
    return out.toString();
  }

  private List<Instant> ticks() {
    long seconds = Math.max(1, Duration.between(from, to).toSeconds());
    long step = STEPS[STEPS.length - 1];
    for (long one : STEPS) {
      if (seconds / one <= MOST_TICKS) {
        step = one;
        break;
      }
    }
    while (seconds / step > MOST_TICKS) {
      step *= 2;
    }
    List<Instant> ticks = new ArrayList<>();
    long first = Math.floorDiv(from.getEpochSecond(), step) * step;
    for (long at = first; at <= to.getEpochSecond(); at += step) {
      Instant tick = Instant.ofEpochSecond(at);
      if (!tick.isBefore(from)) {
        ticks.add(tick);
      }
    }
    return ticks;
  }
}
