package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import io.pra.failback.api.TimelineEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedReportTest {
  private static final EpisodeRecord RECORD = RecordedEpisode.completed().record;

  @Test
  void oneRecordHasOneText() {
    SealedReport one = SealedReport.of("erp-episode-1", Link.FIRST, RECORD);
    SealedReport other =
        SealedReport.of(
            "erp-episode-1",
            Link.FIRST,
            RecordJson.read(RecordJson.canonical(RECORD), EpisodeRecord.class).orElseThrow());

    assertThat(other).isEqualTo(one);
    assertThat(one.content().orElseThrow().record()).isEqualTo(RECORD);
    assertThat(one.json()).startsWith("{\"chain\":{\"previous\":\"\"").doesNotContain("\n", "null");
  }

  @Test
  void aPageLoadsNothing() {
    String html = SealedReport.of("erp-episode-1", Link.FIRST, RECORD).html();

    assertThat(html)
        .contains("default-src 'none'")
        .doesNotContain("<script", "<link", "<iframe", "src=", "href=", "http://www", "@import");
  }

  @Test
  void whatIsTooLargeLosesItsMiddleAndSaysSo() {
    List<TimelineEntry> timeline = new ArrayList<>();
    Instant at = RECORD.subject().startedAt();
    for (int i = 0; i < 500; i++) {
      timeline.add(new TimelineEntry(at.plusSeconds(i), Phase.Holding, i + " " + "x".repeat(490)));
    }
    EpisodeRecord large =
        new EpisodeRecord(
            RECORD.subject(),
            RECORD.standing(),
            RECORD.watched(),
            new Course(timeline, List.of(), 7, false),
            RECORD.procedure(),
            null);

    SealedReport report = SealedReport.of("erp-episode-1", Link.FIRST, large, 300_000);

    assertThat(report.bytes()).isLessThanOrEqualTo(300_000);
    Course shown = report.content().orElseThrow().record().course();
    assertThat(shown.timeline().size() + shown.leftOut()).isEqualTo(507);
    assertThat(shown.timeline().get(0)).isEqualTo(timeline.get(0));
    assertThat(shown.timeline().get(shown.timeline().size() - 1)).isEqualTo(timeline.get(499));
    assertThat(report.markdown()).contains(shown.leftOut() + " entries were left out");
    assertThat(report.html()).contains(shown.leftOut() + " entries were left out");
    assertThat(report.content().orElseThrow().record().procedure().requests())
        .isEqualTo(RECORD.procedure().requests());
  }
}
