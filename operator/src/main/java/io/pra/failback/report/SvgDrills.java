package io.pra.failback.report;

import static io.pra.failback.report.Axis.n;

import io.pra.failback.api.Phase;
import java.util.ArrayList;
import java.util.List;

/** How long each step took in this drill, in bars above those of the drills before. */
final class SvgDrills {
  private static final double LEFT = 130;
  private static final double BAR = 13;
  private static final double GAP = 10;
  private static final double TOP = 14;

  /** For the words behind the longest bar. */
  private static final double WORDS = 170;

  private static final double WIDTH = Axis.TOTAL - LEFT - WORDS;

  private SvgDrills() {}

  /** How long a drill, by the number that it has, was in a phase. */
  private record Bar(int number, long millis, boolean isThis) {}

  /** Nothing where there is no drill to compare with. */
  static String of(EpisodeRecord record) {
    DrillTimes drill = record.drill();
    if (drill.before().isEmpty()) {
      return "";
    }
    List<Phase> phases = drill.phases();
    List<Bar> all = phases.stream().flatMap(phase -> bars(record, phase).stream()).toList();
    double height = TOP + all.size() * BAR + phases.size() * GAP;
    long longest = Math.max(1, all.stream().mapToLong(Bar::millis).max().orElse(0));
    StringBuilder out = new StringBuilder();
    out.append(
        "<div class=\"scroll\"><svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"How long each step took, drill by drill\">%n"
            .formatted(n(Axis.TOTAL), n(height)));
    double y = TOP;
    for (Phase phase : phases) {
      out.append(
          "<text x=\"0\" y=\"%s\" font-weight=\"600\">%s</text>%n"
              .formatted(n(y + BAR), phase.name()));
      for (Bar bar : bars(record, phase)) {
        out.append(drawn(bar, y, longest));
        y += BAR;
      }
      y += GAP;
    }
    return out.append(
            "</svg></div>\n<p class=\"soft\">Dark: this drill. Pale: those before it, the last one first.</p>\n")
        .toString();
  }

  private static List<Bar> bars(EpisodeRecord record, Phase phase) {
    DrillTimes drill = record.drill();
    List<Bar> bars = new ArrayList<>();
    Long now = DrillTimes.millis(drill.steps(), phase);
    if (now != null) {
      bars.add(new Bar(record.subject().episode(), now, true));
    }
    for (DrillTimes.Before one : drill.before()) {
      Long then = DrillTimes.millis(one.steps(), phase);
      if (then != null) {
        bars.add(new Bar(one.number(), then, false));
      }
    }
    return bars;
  }

  private static String drawn(Bar bar, double y, long longest) {
    double width = Math.max(1, WIDTH * bar.millis() / longest);
    return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"var(--primary)\" fill-opacity=\"%s\"/>"
            .formatted(n(LEFT), n(y + 1), n(width), n(BAR - 2), bar.isThis() ? "0.95" : "0.35")
        + "<text class=\"%s\" x=\"%s\" y=\"%s\" style=\"font-size:11px\">drill %d: %s</text>%n"
            .formatted(
                bar.isThis() ? "" : "soft",
                n(LEFT + width + 6),
                n(y + BAR - 2),
                bar.number(),
                Words.time(bar.millis()));
  }
}
