package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import io.pra.failback.api.TimelineEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and answers that somebody has chosen to do harm with. */
class HostileTextTest {
  private static final String NASTY =
      "</td><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' | a\n"
          + "b\r"
          + "\u001b[31mred\u202eelbatpo [click](javascript:alert(1)) `code` http://evil.example/"
          + " **bold** $(reboot) 'q' ; rm -rf /";

  private static EpisodeRecord hostile() {
    EpisodeRecord r = RecordedEpisode.completed().record;
    List<TimelineEntry> timeline = new ArrayList<>(r.course().timeline());
    timeline.add(new TimelineEntry(r.standing().asOf(), Phase.Completed, NASTY));
    Subject s = r.subject();
    Standing st = r.standing();
    return new EpisodeRecord(
        new Subject(
            NASTY,
            NASTY,
            NASTY,
            NASTY,
            NASTY,
            1,
            s.startedAt(),
            s.overlap(),
            600,
            1800,
            7200,
            null,
            1,
            s.planned(),
            List.of(new Subject.Machine(NASTY, NASTY, NASTY))),
        new Standing(
            st.outcome(),
            st.phase(),
            st.authority(),
            NASTY,
            1,
            st.asOf(),
            st.endedAt(),
            st.firstHeldAt(),
            st.approvedAt(),
            st.servingAt(),
            0,
            0,
            0,
            0,
            null,
            null,
            List.of(new Standing.Fact(NASTY, NASTY)),
            NASTY),
        r.watched().and(new Watched.Exposure(st.asOf(), NASTY, NASTY, 1L, NASTY)),
        new Course(timeline, List.of(new Course.Stall(NASTY, NASTY, st.asOf(), null)), 0, false),
        new Procedure(
            List.of(
                new Procedure.Request(
                    NASTY,
                    1,
                    st.asOf(),
                    st.asOf(),
                    st.asOf(),
                    List.of(new Procedure.Yes(NASTY, st.asOf(), NASTY, NASTY)))),
            r.procedure().checklist().stream()
                .map(
                    c ->
                        new Procedure.Check(
                            c.id(),
                            NASTY,
                            NASTY,
                            NASTY,
                            true,
                            c.state(),
                            NASTY,
                            c.checkedAt(),
                            NASTY,
                            NASTY,
                            NASTY))
                .toList(),
            r.procedure().actions().stream()
                .map(
                    d ->
                        new Procedure.Deed(
                            d.id(), NASTY, 1, d.step(), NASTY, true, NASTY, d.state(), NASTY, null,
                            null, NASTY))
                .toList(),
            List.of()),
        null);
  }

  @Test
  void thePageHasNoElementOfTheirs() throws IOException {
    String html = SealedReport.of(NASTY, new Link(2, "0", NASTY), hostile()).html();
    Path out = Path.of("target", "report-sample");
    Files.createDirectories(out);
    Files.writeString(out.resolve("hostile.html"), html);

    assertThat(html)
        .doesNotContain(
            "<script", "<img", "onload='x'", "onerror=alert(1)>", "\u001b", "\u202e", "\r")
        .contains("&lt;script&gt;");
    assertThat(html.lines()).noneMatch(line -> line.startsWith("b\\r"));
    assertThat(html).doesNotContain("href", "src=\"", "url(http", "@import");
  }

  @Test
  void markdownShowsItAsText() {
    String markdown = SealedReport.of(NASTY, new Link(2, "0", NASTY), hostile()).markdown();

    assertThat(markdown.replaceAll("\\\\\\p{Punct}", ""))
        .doesNotContain(
            "<script", "<img", "](javascript", "\u001b", "\u202e", "http://evil", "**bold**");
    // A line break of theirs would begin a line of its own.
    assertThat(markdown.lines()).noneMatch(line -> line.startsWith("b"));
    assertThat(markdown.lines().filter(line -> line.startsWith("| 20")))
        .allSatisfy(
            row ->
                assertThat(row.replace("\\|", "").chars().filter(c -> c == '|').count())
                    .isBetween(4L, 9L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$(reboot)", "a'b", "'; rm -rf /; '", "x\ny", "`id`", "\u001b[31m"})
  void aShellTakesItAsOneWord(String name) throws Exception {
    String quoted = ByHand.quoted(name);
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + quoted).start();
    String seen =
        new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(seen).isEqualTo(io.pra.failback.observability.PlainText.of(name));
  }
}
