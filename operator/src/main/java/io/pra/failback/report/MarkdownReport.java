package io.pra.failback.report;

import static io.pra.failback.report.MarkdownText.header;
import static io.pra.failback.report.MarkdownText.row;

import java.util.List;
import java.util.Locale;

/** A record as Markdown, for a wiki or a ticket. */
final class MarkdownReport {
  private final EpisodeRecord record;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(EpisodeRecord record) {
    this.record = record;
  }

  static String of(String name, Link link, EpisodeRecord record) {
    MarkdownReport report = new MarkdownReport(record);
    report.write(name, link);
    return report.out.toString();
  }

  private static String text(String value) {
    return MarkdownText.of(value);
  }

  private void write(String name, Link link) {
    line("# %s: %s".formatted(text(Titles.of(record)), Titles.outcome(record)));
    line("");
    if (record.isSimulated()) {
      line("**%s**".formatted(Titles.DRILL));
      line("");
    }
    line(Titles.note(record));
    line("");
    List<Titles.Pair> facts = Titles.facts(name, link, record);
    out.append(header("", ""));
    facts.forEach(fact -> out.append(row(text(fact.name()), text(fact.value()))));
    figures();
    wentWrong();
    phases();
    people();
    actions();
    running();
    stalls();
    timeline();
    machines();
    PostMortem.SKELETON.forEach(
        part -> line("\n### %s\n\n%s\n".formatted(part.heading(), part.prompt())));
  }

  private void figures() {
    section("What it cost");
    out.append(header("what", "measured", "promised", ""));
    for (KeyFigure figure : KeyFigure.of(record)) {
      out.append(
          row(
              text(figure.name()),
              text(figure.measured()),
              text(figure.promised()),
              figure.verdict().word()));
    }
  }

  private void wentWrong() {
    section("What went wrong");
    List<String> found = WentWrong.in(record);
    if (found.isEmpty()) {
      line("Nothing that the operator can see.");
    }
    found.forEach(one -> line("- " + text(one)));
  }

  private void phases() {
    section("Phases");
    out.append(header("phase", "from (UTC)", "took", "planned", "over"));
    for (PhaseSpan span : PhaseSpan.of(record)) {
      out.append(
          row(
              span.phase().name(),
              Words.at(span.from()),
              Words.time(span.length()),
              span.planned().map(plan -> Words.time(plan.seconds() * 1000)).orElse("–"),
              span.isOver() ? "**over**" : ""));
    }
    if (record.isSimulated()) {
      drills(record.drill());
    }
    if (!record.procedure().waves().isEmpty()) {
      section("Waves");
      out.append(header("attempt", "wave", "state", "VMs", "took", "allowed"));
      for (Procedure.WaveRun wave : record.procedure().waves()) {
        out.append(
            row(
                "" + wave.attempt(),
                text(wave.name()),
                wave.state().name(),
                "%d of %d".formatted(wave.ready(), wave.total()),
                Titles.took(wave.startedAt(), wave.readyAt()),
                Words.time(wave.timeoutSeconds() * 1000)));
      }
    }
  }

  private void drills(DrillTimes drill) {
    section("Each step, and the drills before");
    out.append(header(drill.heads(record.subject().episode()).toArray(String[]::new)));
    drill.phases().forEach(phase -> out.append(row(drill.row(phase).toArray(String[]::new))));
    out.append(row(drill.whole().toArray(String[]::new)));
  }

  private void people() {
    section("Requests and approvals");
    if (record.procedure().requests().isEmpty()) {
      line("No request was issued.");
    } else {
      out.append(header("attempt", "request", "issued (UTC)", "approved (UTC)", "by"));
      for (Procedure.Request request : record.procedure().requests()) {
        out.append(
            row(
                "" + request.attempt(),
                text(request.id()),
                Words.at(request.issuedAt()),
                Words.at(request.approvedAt()),
                text(Titles.approvers(request))));
      }
    }
    section("Checklist");
    out.append(header("item", "stage", "kind", "state", "seen", "at (UTC)", "by"));
    for (Procedure.Check check : record.procedure().checklist()) {
      out.append(
          row(
              text(check.title()) + " (`" + check.id() + "`)",
              text(check.stage()),
              text(check.kind() + (check.blocking() ? "" : ", advisory")),
              Titles.state(check),
              text(check.message()),
              Words.at(check.checkedAt()),
              text(Titles.signed(check))));
    }
  }

  private void actions() {
    section("Actions");
    if (record.procedure().actions().isEmpty()) {
      line("The plan has none.");
      return;
    }
    out.append(
        header("attempt", "action", "state", "request", "answer", "began (UTC)", "took", "by"));
    for (Procedure.Deed deed : record.procedure().actions()) {
      out.append(
          row(
              "" + deed.attempt(),
              "%s (%s, `%s`)".formatted(text(deed.title()), text(deed.step()), deed.id()),
              Titles.state(record, deed),
              text(deed.kind() + " " + deed.request()),
              text(deed.answer()),
              Words.at(deed.startedAt()),
              Titles.took(deed.startedAt(), deed.endedAt()),
              text(deed.by())));
    }
  }

  private void running() {
    section("Who ran when");
    out.append(header("from (UTC)", "primary", "recovery", "both", "neither", "of"));
    for (Watched.Sample sample : record.watched().samples()) {
      out.append(
          row(
              Words.at(sample.at()),
              sample.primarySeen() ? "" + sample.primary() : "unreadable",
              sample.recoverySeen() ? "" + sample.recovery() : "unreadable",
              "" + sample.both(),
              "" + sample.neither(),
              "" + sample.total()));
    }
    record
        .watched()
        .gaps()
        .forEach(
            gap ->
                line(
                    "\nNo record from %s to %s."
                        .formatted(Words.at(gap.from()), Words.at(gap.to()))));
    Double percent = Availability.of(record).percent();
    if (percent != null) {
      line(
          "\nAvailability: %s %% of the plan's VM pairs had a VM running, averaged over the time."
              .formatted(String.format(Locale.ROOT, "%.2f", percent)));
    }
    spans("Both VMs of a pair ran", Stretch.dualActive(record));
    spans("Neither VM of a pair ran", Stretch.noneActive(record));
    section("Held VMs that ran");
    if (record.watched().exposures().isEmpty()) {
      line("None.");
    } else {
      out.append(header("at (UTC)", "site", "VM", "ran for", "started by"));
      for (Watched.Exposure one : record.watched().exposures()) {
        out.append(
            row(
                Words.at(one.at()),
                text(one.site()),
                text(one.vm()),
                Words.time(one.millis()),
                text(one.startedBy())));
      }
    }
    leftOut(record.watched().exposuresLeftOut(), "more held VMs ran; they are in the sums");
    leftOut(record.watched().samplesLeftOut(), "changes were merged with their neighbours");
  }

  private void spans(String what, List<Stretch> all) {
    section(what);
    if (all.isEmpty()) {
      line("Never, by what was sampled.");
    }
    all.forEach(
        one ->
            line(
                "- %s to %s, %s"
                    .formatted(
                        Words.at(one.from()), Words.at(one.to()), Words.time(one.length()))));
  }

  private void stalls() {
    section("Stalls");
    if (record.course().stalls().isEmpty()) {
      line("None.");
      return;
    }
    out.append(header("from (UTC)", "to (UTC)", "why", "and what to do"));
    for (Course.Stall stall : record.course().stalls()) {
      out.append(
          row(
              Words.at(stall.from()),
              Words.at(stall.to()),
              text(stall.reason()),
              text(stall.message())));
    }
  }

  private void timeline() {
    section("Timeline");
    out.append(header("at (UTC)", "phase", "what"));
    record
        .course()
        .timeline()
        .forEach(
            entry ->
                out.append(
                    row(
                        Words.at(entry.at()),
                        entry.phase() == null ? "" : entry.phase().name(),
                        text(entry.event()))));
    leftOut(record.course().leftOut(), "entries were left out of the middle");
  }

  private void machines() {
    section("VM pairs");
    out.append(header("primary VM", "recovery VM", "wave"));
    record
        .subject()
        .virtualMachines()
        .forEach(vm -> out.append(row(text(vm.name()), text(vm.recoveryName()), text(vm.wave()))));
    section("Post-mortem");
    line("To be written by people, from the facts above.");
  }

  private void leftOut(int count, String what) {
    if (count > 0) {
      line("\n%d %s.".formatted(count, what));
    }
  }

  private void section(String title) {
    out.append("\n## ").append(title).append("\n\n");
  }

  private void line(String line) {
    out.append(line).append('\n');
  }
}
