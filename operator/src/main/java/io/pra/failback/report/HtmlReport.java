package io.pra.failback.report;

import java.util.List;

/**
 * A record as one page of HTML: no script, nothing from elsewhere, light and dark, on paper too.
 * The page forbids the browser to load anything.
 */
final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --soft: #59636e; --line: #d5dae0; --box: #f5f7f9;
        --primary: #2563c9; --recovery: #a15c07; --good: #1a7f37; --bad: #c11f2b; --warn: #9a6700; --up: #2f8f5b; }
      @media (prefers-color-scheme: dark) { :root { --bg: #12161b; --fg: #e3e8ee; --soft: #9aa5b1; --line: #343c46;
        --box: #1b2129; --primary: #6ea8ff; --recovery: #e2a34b; --good: #5bc47a; --bad: #ff7b81; --warn: #e0b04a;
        --up: #56b983; } }
      * { box-sizing: border-box; }
      body { background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; margin: 0 auto;
        max-width: 70rem; padding: 1.5rem; }
      h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
      h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
      h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
      p, ul { margin: .4rem 0; }
      .soft { color: var(--soft); }
      table { border-collapse: collapse; width: 100%; font-size: .88rem; }
      th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }
      th, td { padding: .3rem .8rem .3rem 0; vertical-align: top; overflow-wrap: break-word; }
      td:last-child, th:last-child { padding-right: 0; } td.wide { overflow-wrap: anywhere; min-width: 12rem; }
      .asked { display: block; } .asked code { overflow-wrap: anywhere; white-space: normal; }
      td { border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      table.facts td:first-child { color: var(--soft); width: 15rem; }
      table.times td:first-child, td.time { white-space: nowrap; }
      code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--box); padding: 0 .25em;
        border-radius: 3px; white-space: nowrap; }
      .badge { border: 1px solid currentcolor; border-radius: 4px; padding: 0 .45em; font-size: .85em; font-weight: 600;
        white-space: nowrap; }
      .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .plain { color: var(--soft); }
      .wrong { border-left: 4px solid var(--bad); background: var(--box); padding: .6rem 1rem; }
      .fine { border-left: 4px solid var(--good); background: var(--box); padding: .6rem 1rem; }
      .wrong ul { padding-left: 1.1rem; } .wrong li { margin: .25rem 0; overflow-wrap: anywhere; }
      .note { border: 1px dashed var(--line); min-height: 4rem; padding: .4rem .7rem; color: var(--soft); }
      svg { width: 100%; height: auto; display: block; } svg text { fill: var(--fg); font-size: 12px; }
      svg .soft { fill: var(--soft); } .scroll { overflow-x: auto; }
      summary { cursor: pointer; color: var(--soft); }
      .drill { border: 3px solid var(--warn); border-left-width: 12px; border-radius: 4px; background: var(--box);
        padding: .7rem 1rem; margin: .2rem 0 1rem; font-weight: 600; print-color-adjust: exact; }
      .drill strong { color: var(--warn); font-size: 1.3rem; letter-spacing: .12em; margin-right: .5em; }
      .stamp { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center; pointer-events: none;
        font-size: min(30vw, 22rem); font-weight: 800; color: var(--warn); opacity: .09; transform: rotate(-28deg);
        overflow: hidden; user-select: none; }
      table.drills th, table.drills td { padding-right: 1.6rem; } table.drills th { min-width: 7rem; }
      table.drills td:nth-child(2) { font-weight: 700; } table.drills tr:last-child td { border-top: 2px solid var(--line); }
      h2 .badge { margin-left: .4em; vertical-align: .1em; }
      @media (max-width: 40rem) { body { padding: 1rem .8rem; } table.facts td:first-child { width: 8rem; }
        .scroll > svg { min-width: 46rem; } }
      @media print { :root { --bg: #fff; --fg: #000; --soft: #444; --line: #bbb; --box: #f3f3f3; --primary: #2563c9;
        --recovery: #a15c07; --good: #1a7f37; --bad: #c11f2b; --warn: #9a6700; --up: #2f8f5b; color-scheme: light; }
        body { font-size: 10pt; max-width: none; padding: 0; } h2 { break-after: avoid; } tr, svg, .note { break-inside: avoid; }
        .drill { break-inside: avoid; } .stamp { opacity: .12; } table.drills th { min-width: 0; }
        thead { display: table-header-group; } .scroll { overflow: visible; } .scroll > svg { min-width: 0; } @page { margin: 15mm; } }
      """;

  private HtmlReport() {}

  static String of(String name, Link link, EpisodeRecord record) {
    String title = Titles.of(record);
    StringBuilder out = new StringBuilder();
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .append(Html.text(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n")
        .append(
            record.isSimulated() ? "<div class=\"stamp\" aria-hidden=\"true\">DRILL</div>\n" : "")
        .append("<h1>")
        .append(Html.text(title))
        .append(' ')
        .append(Html.badge(kind(record), Titles.outcome(record)))
        .append("</h1>\n")
        .append(record.isSimulated() ? drillNote() : "")
        .append("<p class=\"soft\">")
        .append(Html.text(Titles.note(record)))
        .append("</p>\n");
    out.append(
        Html.table(
                "facts",
                List.of("", ""),
                Titles.facts(name, link, record).stream()
                    .map(fact -> List.of(Html.text(fact.name()), Html.text(fact.value())))
                    .toList())
            .replace("<thead><tr><th></th><th></th></tr></thead>", ""));
    if (record.isSimulated()) {
      section(out, "Each step, and the drills before", HtmlTables.drills(record));
    }
    thought(out, record, "What it cost", HtmlTables.figures(record));
    section(out, "What went wrong", HtmlTables.wentWrong(record));
    thought(out, record, "Who ran when", SvgTimeline.of(record));
    thought(out, record, "Availability", SvgAvailability.of(record));
    section(out, "Phases", HtmlTables.phases(record));
    thought(out, record, "Waves", HtmlTables.waves(record));
    section(out, "Requests and approvals", HtmlTables.requests(record));
    section(out, "Checklist", HtmlTables.checklist(record));
    thought(out, record, "Actions", HtmlTables.actions(record));
    thought(out, record, "Held VMs that ran", HtmlTables.exposures(record));
    thought(out, record, "Overlaps", HtmlTables.overlaps(record));
    section(out, "Stalls", HtmlTables.stalls(record));
    section(out, "Timeline", HtmlTables.timeline(record));
    section(out, "VM pairs", HtmlTables.machines(record));
    section(out, "Post-mortem", postMortem());
    section(out, "To verify this", verify(link));
    return out.append("</body></html>\n").toString();
  }

  private static String kind(EpisodeRecord record) {
    return switch (record.standing().outcome()) {
      case Completed -> "good";
      case Running -> "plain";
      case RolledBack, Superseded, Abandoned, Stopped, Interrupted -> "warn";
    };
  }

  private static void section(StringBuilder out, String title, String body) {
    headed(out, Html.text(title), body);
  }

  /** A section of what was not so in a drill, but would have been: each says so for itself. */
  private static void thought(StringBuilder out, EpisodeRecord record, String title, String body) {
    String mark = record.isSimulated() ? " " + Html.badge("warn", "drill: simulated") : "";
    headed(out, Html.text(title) + mark, body);
  }

  private static void headed(StringBuilder out, String heading, String body) {
    out.append("<section><h2>").append(heading).append("</h2>\n").append(body);
    out.append("</section>\n");
  }

  private static String drillNote() {
    return "<p class=\"drill\"><strong>DRILL</strong>%s</p>\n".formatted(Html.text(Titles.DRILL));
  }

  private static String postMortem() {
    StringBuilder out =
        new StringBuilder("<p class=\"soft\">To be written by people, from the facts above.</p>\n");
    PostMortem.SKELETON.forEach(
        part ->
            out.append("<h3>")
                .append(Html.text(part.heading()))
                .append("</h3><div class=\"note\">")
                .append(Html.text(part.prompt()))
                .append("</div>\n"));
    return out.toString();
  }

  private static String verify(Link link) {
    if (link == null) {
      return "<p>This is a report on demand. It is in no chain, and the next one replaces it.</p>\n";
    }
    return """
        <p>This page is a rendering of <code>report.json</code>, which lies beside it in the same ConfigMap and carries the
        SHA-256 of this page and of the record before. The SHA-256 of <code>report.json</code> itself is in the plan's
        <code>status.reports.head</code> or in the record after it, in the operator's log (<code>event=ReportWritten</code>)
        and in the metric <code>failback_report_chain_head</code>.</p>
        """;
  }
}
