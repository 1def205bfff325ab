package io.pra.failback.report;

import static io.pra.failback.report.Axis.n;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Who ran when: phases on top, then how many VMs ran at each site. */
final class SvgTimeline {
  private static final double PHASES_TOP = 34;
  private static final double PHASES_HEIGHT = 22;
  private static final double PRIMARY_TOP = 74;
  private static final double SITE_HEIGHT = 64;
  private static final double RECOVERY_TOP = PRIMARY_TOP + SITE_HEIGHT + 14;
  private static final double BOTTOM = RECOVERY_TOP + SITE_HEIGHT;

  /** Pixels of one letter, with some air. */
  private static final double LETTER = 7.2;

  private final EpisodeRecord record;
  private final Axis axis;
  private final StringBuilder out = new StringBuilder();

  private SvgTimeline(EpisodeRecord record) {
    this.record = record;
    this.axis = Axis.of(record);
  }

  static String of(EpisodeRecord record) {
    SvgTimeline chart = new SvgTimeline(record);
    chart.draw();
    return chart.out.toString();
  }

  private void draw() {
    out.append(
        "<div class=\"scroll\"><svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Phases, and how many VMs ran at each site\">%n"
            .formatted(n(Axis.TOTAL), n(BOTTOM + 24)));
    out.append(
        "<defs><pattern id=\"gap\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
            + "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"8\" stroke=\"var(--soft)\" stroke-width=\"2\"/></pattern></defs>\n");
    out.append(axis.grid(PHASES_TOP, BOTTOM - PHASES_TOP));
    phases();
    int most = record.watched().samples().stream().mapToInt(Watched.Sample::total).max().orElse(1);
    site(
        "primary",
        record.subject().primarySite(),
        PRIMARY_TOP,
        most,
        Watched.Sample::primary,
        Watched.Sample::primarySeen);
    site(
        "recovery",
        record.subject().recoverySite(),
        RECOVERY_TOP,
        most,
        Watched.Sample::recovery,
        Watched.Sample::recoverySeen);
    Stretch.dualActive(record)
        .forEach(
            both -> band(both.from(), both.to(), "var(--bad)", "0.28", "both VMs of a pair ran"));
    record
        .watched()
        .gaps()
        .forEach(gap -> band(gap.from(), gap.to(), "url(#gap)", "0.7", "no record"));
    mark(record.standing().firstHeldAt(), "held");
    mark(record.standing().approvedAt(), "approved");
    mark(record.standing().servingAt(), "serves");
    out.append("</svg></div>\n");
    legend();
  }

  private void phases() {
    label("phases", "", PHASES_TOP + 15);
    int i = 0;
    for (PhaseSpan span : PhaseSpan.of(record)) {
      double x = axis.x(span.from());
      double width = Math.max(1, axis.x(span.to()) - x);
      String name = span.phase().name();
      out.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"var(--soft)\" fill-opacity=\"%s\"><title>%s, %s</title></rect>%n"
              .formatted(
                  n(x),
                  n(PHASES_TOP),
                  n(width),
                  n(PHASES_HEIGHT),
                  i++ % 2 == 0 ? "0.18" : "0.36",
                  name,
                  Html.text(Words.time(span.length()))));
      if (width > name.length() * LETTER) {
        out.append(
            "<text x=\"%s\" y=\"%s\">%s</text>%n".formatted(n(x + 4), n(PHASES_TOP + 15), name));
      }
    }
  }

  private void site(
      String role,
      String name,
      double top,
      int most,
      ToIntFunction<Watched.Sample> running,
      Predicate<Watched.Sample> seen) {
    label(name, role, top + SITE_HEIGHT / 2 - 6);
    double bottom = top + SITE_HEIGHT;
    out.append(
        "<text class=\"soft\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%d</text>"
            .formatted(n(Axis.LEFT - 6), n(top + 10), most));
    out.append(
        "<text class=\"soft\" x=\"%s\" y=\"%s\" text-anchor=\"end\">0</text>%n"
            .formatted(n(Axis.LEFT - 6), n(bottom)));
    out.append(
        "<line x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\" stroke=\"var(--soft)\"/>%n"
            .formatted(n(Axis.LEFT), n(Axis.LEFT + Axis.WIDTH), n(bottom), n(bottom)));
    List<Watched.Sample> samples = record.watched().samples();
    for (int i = 0; i < samples.size(); i++) {
      Watched.Sample sample = samples.get(i);
      double x = axis.x(sample.at());
      Instant to = i + 1 < samples.size() ? samples.get(i + 1).at() : PhaseSpan.end(record);
      double width = Math.max(0.5, axis.x(to) - x);
      boolean readable = seen.test(sample);
      double height = readable ? SITE_HEIGHT * running.applyAsInt(sample) / Math.max(1, most) : 8;
      if (height <= 0) {
        continue;
      }
      out.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" fill-opacity=\"0.75\"><title>%s: %s</title></rect>%n"
              .formatted(
                  n(x),
                  n(bottom - height),
                  n(width),
                  n(height),
                  readable ? "var(--" + role + ")" : "url(#gap)",
                  Words.clock(sample.at()),
                  readable ? running.applyAsInt(sample) + " run" : "cannot be read"));
    }
  }

  private void label(String name, String role, double y) {
    String shown = name.length() > 12 ? name.substring(0, 11) + "…" : name;
    out.append(
        "<text x=\"0\" y=\"%s\" font-weight=\"600\">%s</text>%n".formatted(n(y), Html.text(shown)));
    if (!role.isEmpty()) {
      out.append("<text class=\"soft\" x=\"0\" y=\"%s\">%s</text>%n".formatted(n(y + 15), role));
    }
  }

  private void band(Instant from, Instant to, String fill, String opacity, String what) {
    double x = axis.x(from);
    out.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" fill-opacity=\"%s\"><title>%s</title></rect>%n"
            .formatted(
                n(x),
                n(PRIMARY_TOP),
                n(Math.max(1.5, axis.x(to) - x)),
                n(BOTTOM - PRIMARY_TOP),
                fill,
                opacity,
                what));
  }

  private void mark(Instant at, String what) {
    if (at == null || at.isBefore(axis.from()) || at.isAfter(axis.to())) {
      return;
    }
    double x = axis.x(at);
    int row =
        switch (what) {
          case "approved" -> 1;
          default -> 0;
        };
    boolean right = x > Axis.LEFT + Axis.WIDTH - 70;
    out.append(
        "<line x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$s\" y2=\"%3$s\" stroke=\"var(--fg)\" stroke-dasharray=\"3 3\"/>"
            .formatted(n(x), n(12 + row * 12.0), n(BOTTOM)));
    out.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(
                n(right ? x - 4 : x + 4), n(14 + row * 14.0), right ? "end" : "start", what));
  }

  private void legend() {
    out.append(
        """
        <p class="soft">Height: VMs that were seen running, of all of the plan. Red: both VMs of a pair ran. Hatched: no
        record, or the site could not be read.</p>
        """);
  }
}
