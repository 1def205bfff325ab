package io.pra.failback.report;

import static io.pra.failback.report.Axis.n;

import java.util.Locale;

/** How many of the pairs had a VM running, over the time of the episode. */
final class SvgAvailability {
  private static final double TOP = 14;
  private static final double HEIGHT = 90;

  private SvgAvailability() {}

  static String of(EpisodeRecord record) {
    Axis axis = Axis.of(record);
    Availability availability = Availability.of(record);
    if (availability.percent() == null) {
      return "<p>There is no record of what ran.</p>\n";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "<div class=\"scroll\"><svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Share of the VM pairs that had a VM running\">%n"
            .formatted(n(Axis.TOTAL), n(TOP + HEIGHT + 24)));
    out.append(axis.grid(TOP, HEIGHT));
    for (int percent : new int[] {0, 50, 100}) {
      double y = TOP + HEIGHT * (100 - percent) / 100;
      out.append(
          "<line x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\" stroke=\"var(--line)\"/>"
              .formatted(n(Axis.LEFT), n(Axis.LEFT + Axis.WIDTH), n(y), n(y)));
      out.append(
          "<text class=\"soft\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%d %%</text>%n"
              .formatted(n(Axis.LEFT - 6), n(y + 4), percent));
    }
    for (Availability.Step step : availability.steps()) {
      double x = axis.x(step.from());
      double height = HEIGHT * step.up() / step.total();
      out.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"var(--up)\" fill-opacity=\"0.75\"><title>%s: %d of %d</title></rect>%n"
              .formatted(
                  n(x),
                  n(TOP + HEIGHT - height),
                  n(Math.max(0.5, axis.x(step.to()) - x)),
                  n(height),
                  Words.clock(step.from()),
                  step.up(),
                  step.total()));
    }
    out.append("</svg></div>\n<p class=\"soft\">")
        .append(
            String.format(
                Locale.ROOT,
                "%.2f %% of the plan's VM pairs had a VM running, averaged over the time of which there is a record. A VM that"
                    + " runs is not yet a service that answers: see the checks.",
                availability.percent()))
        .append("</p>\n");
    return out.toString();
  }
}
