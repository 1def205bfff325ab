package io.pra.failback.report;

import io.pra.failback.api.CheckState;
import io.pra.failback.api.WaveState;
import java.util.ArrayList;
import java.util.List;

/** The tables of the page. */
final class HtmlTables {
  private HtmlTables() {}

  static String figures(EpisodeRecord record) {
    return Html.table(
        "figures",
        List.of("what", "measured", "promised", ""),
        KeyFigure.of(record).stream()
            .map(
                figure ->
                    List.of(
                        Html.text(figure.name()),
                        "<strong>" + Html.text(figure.measured()) + "</strong>",
                        Html.text(figure.promised()),
                        Html.badge(
                            figure.verdict() == KeyFigure.Verdict.KEPT ? "good" : "bad",
                            figure.verdict().word())))
            .toList());
  }

  static String wentWrong(EpisodeRecord record) {
    List<String> found = WentWrong.in(record);
    if (found.isEmpty()) {
      return "<div class=\"fine\">Nothing that the operator can see.</div>\n";
    }
    StringBuilder out = new StringBuilder("<div class=\"wrong\"><ul>\n");
    found.forEach(one -> out.append("<li>").append(Html.text(one)).append("</li>\n"));
    return out.append("</ul></div>\n").toString();
  }

  static String phases(EpisodeRecord record) {
    return Html.table(
        "phases",
        List.of("phase", "from", "took", "planned", "by"),
        PhaseSpan.of(record).stream()
            .map(
                span ->
                    List.of(
                        span.phase().name(),
                        time(Words.at(span.from())),
                        time(Words.time(span.length()))
                            + (span.isOver() ? " " + Html.badge("bad", "over") : ""),
                        time(
                            span.planned()
                                .map(plan -> Words.time(plan.seconds() * 1000))
                                .orElse("–")),
                        "<span class=\"soft\">"
                            + Html.text(span.planned().map(Subject.Planned::by).orElse(""))
                            + "</span>"))
            .toList());
  }

  static String drills(EpisodeRecord record) {
    DrillTimes drill = record.drill();
    List<List<String>> rows = new ArrayList<>();
    drill.phases().forEach(phase -> rows.add(drill.row(phase)));
    rows.add(drill.whole());
    String alone =
        drill.before().isEmpty()
            ? "<p class=\"soft\">This is the first drill of the plan: there is none to compare it with.</p>\n"
            : "";
    return Html.table(
            "drills",
            drill.heads(record.subject().episode()),
            rows.stream().map(row -> row.stream().map(HtmlTables::time).toList()).toList())
        + SvgDrills.of(record)
        + alone;
  }

  static String waves(EpisodeRecord record) {
    if (record.procedure().waves().isEmpty()) {
      return "<p>None was begun.</p>\n";
    }
    return Html.table(
        "waves",
        List.of("attempt", "wave", "state", "VMs", "began", "ready after", "allowed"),
        record.procedure().waves().stream()
            .map(
                wave ->
                    List.of(
                        "" + wave.attempt(),
                        Html.text(wave.name()),
                        Html.badge(
                            wave.state() == WaveState.Ready
                                ? "good"
                                : wave.state() == WaveState.TimedOut ? "bad" : "plain",
                            wave.state().name()),
                        "%d of %d".formatted(wave.ready(), wave.total()),
                        time(Words.at(wave.startedAt())),
                        Titles.took(wave.startedAt(), wave.readyAt()),
                        Words.time(wave.timeoutSeconds() * 1000)))
            .toList());
  }

  static String requests(EpisodeRecord record) {
    if (record.procedure().requests().isEmpty()) {
      return "<p>No request was issued.</p>\n";
    }
    return "<p>%d approval(s) needed.</p>\n".formatted(record.subject().approvalsRequired())
        + Html.table(
            "requests",
            List.of("attempt", "request", "issued", "valid until", "approved", "by"),
            record.procedure().requests().stream()
                .map(
                    request ->
                        List.of(
                            "" + request.attempt(),
                            Html.code(request.id()),
                            time(Words.at(request.issuedAt())),
                            time(Words.at(request.expiresAt())),
                            time(Words.at(request.approvedAt())),
                            Html.text(Titles.approvers(request))))
                .toList());
  }

  static String checklist(EpisodeRecord record) {
    return Html.table(
        "checklist",
        List.of("item", "stage", "kind", "state", "seen", "at", "by"),
        record.procedure().checklist().stream()
            .map(
                check ->
                    List.of(
                        Html.text(check.title()) + " " + Html.code(check.id()),
                        Html.text(check.stage()),
                        Html.text(check.kind() + (check.blocking() ? "" : ", advisory")),
                        Html.badge(kind(check.state()), Titles.state(check)),
                        Html.text(check.message()),
                        time(Words.at(check.checkedAt())),
                        Html.text(Titles.signed(check))))
            .toList());
  }

  private static String kind(CheckState state) {
    return switch (state) {
      case Passed -> "good";
      case Failed -> "bad";
      case Pending -> "plain";
    };
  }

  private static String kind(EpisodeRecord record, Procedure.Deed deed) {
    return switch (deed.state()) {
      case Succeeded -> Titles.state(record, deed).equals("simulated") ? "warn" : "good";
      case Pending -> "plain";
      case Running, Failed, Unknown -> "bad";
    };
  }

  static String actions(EpisodeRecord record) {
    if (record.procedure().actions().isEmpty()) {
      return "<p>The plan has none.</p>\n";
    }
    return Html.table(
        "actions",
        List.of("action", "state", "request, without secrets, and answer", "began", "took", "by"),
        record.procedure().actions().stream()
            .map(
                deed ->
                    List.of(
                        "%s %s<br><span class=\"soft\">%s, attempt %d</span>"
                            .formatted(
                                Html.text(deed.title()),
                                Html.code(deed.id()),
                                Html.text(deed.step()),
                                deed.attempt()),
                        Html.badge(kind(record, deed), Titles.state(record, deed)),
                        "<span class=\"asked\">%s %s</span>%s"
                            .formatted(
                                Html.text(deed.kind()),
                                Html.code(deed.request()),
                                Html.text(deed.answer())),
                        time(Words.at(deed.startedAt())),
                        time(Titles.took(deed.startedAt(), deed.endedAt())),
                        Html.text(deed.by())))
            .toList());
  }

  static String exposures(EpisodeRecord record) {
    if (record.watched().exposures().isEmpty()) {
      return "<p>None.</p>\n";
    }
    return Html.table(
            "times",
            List.of("at", "site", "VM", "ran for", "started by"),
            record.watched().exposures().stream()
                .map(
                    one ->
                        List.of(
                            time(Words.at(one.at())),
                            Html.text(one.site()),
                            Html.text(one.vm()),
                            Words.time(one.millis()),
                            Html.text(one.startedBy())))
                .toList())
        + leftOut(record.watched().exposuresLeftOut(), "more held VMs ran; they are in the sums");
  }

  static String overlaps(EpisodeRecord record) {
    return "<h3>Both VMs of a pair ran</h3>"
        + spans(Stretch.dualActive(record))
        + "<h3>Neither VM of a pair ran</h3>"
        + spans(Stretch.noneActive(record));
  }

  private static String spans(List<Stretch> all) {
    if (all.isEmpty()) {
      return "<p>Never, by what was sampled.</p>\n";
    }
    return Html.table(
        "times",
        List.of("from", "to", "for"),
        all.stream()
            .map(
                one ->
                    List.of(
                        time(Words.at(one.from())),
                        time(Words.at(one.to())),
                        Words.time(one.length())))
            .toList());
  }

  static String stalls(EpisodeRecord record) {
    if (record.course().stalls().isEmpty()) {
      return "<p>None.</p>\n";
    }
    return Html.table(
        "times",
        List.of("from", "to", "why", "and what to do"),
        record.course().stalls().stream()
            .map(
                stall ->
                    List.of(
                        time(Words.at(stall.from())),
                        time(Words.at(stall.to())),
                        Html.text(stall.reason()),
                        Html.text(stall.message())))
            .toList());
  }

  static String timeline(EpisodeRecord record) {
    return Html.table(
            "times",
            List.of("at", "phase", "what"),
            record.course().timeline().stream()
                .map(
                    entry ->
                        List.of(
                            time(Words.at(entry.at())),
                            entry.phase() == null ? "" : entry.phase().name(),
                            Html.text(entry.event())))
                .toList())
        + leftOut(record.course().leftOut(), "entries were left out of the middle");
  }

  static String machines(EpisodeRecord record) {
    return Html.table(
        "machines",
        List.of("primary VM", "recovery VM", "wave"),
        record.subject().virtualMachines().stream()
            .map(
                vm ->
                    List.of(
                        Html.text(vm.name()), Html.text(vm.recoveryName()), Html.text(vm.wave())))
            .toList());
  }

  private static String leftOut(int count, String what) {
    return count == 0 ? "" : "<p class=\"soft\">%d %s.</p>\n".formatted(count, Html.text(what));
  }

  private static String time(String at) {
    return "<span style=\"white-space:nowrap\">" + Html.text(at) + "</span>";
  }
}
