package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RenderedReportTest {
  @Test
  void aPageToLookAt() throws IOException {
    SealedReport report =
        SealedReport.of("erp-episode-1", Link.FIRST, RecordedEpisode.completed().record);
    keep("report", report);
    assertThat(report.html())
        .contains("<h1>Failback erp, episode 1", "completed")
        .contains("RTO without the wait for people</td><td><strong>9 min 1 s")
        .contains("Data at stake: how much</td><td><strong>7 min 11 s")
        .doesNotContain("objectiveSeconds");
    assertThat(report.content()).isPresent();
  }

  @Test
  void aPageOfAWayBackToLookAt() throws IOException {
    EpisodeRecord undone = RecordedEpisode.rolledBack().record;
    EpisodeRecord record = EpisodeLog.rolledBack(undone, 1, undone.standing().asOf());
    SealedReport report = SealedReport.of("erp-episode-1-rollback-1", Link.FIRST, record);
    keep("rollback", report);
    assertThat(report.html()).contains("attempt 1 rolled back", "carol aborted: storage alarm");
    assertThat(report.content()).isPresent();
  }

  private static void keep(String name, SealedReport report) throws IOException {
    Path out = Path.of("target", "report-sample");
    Files.createDirectories(out);
    Files.writeString(out.resolve(name + ".html"), report.html());
    Files.writeString(out.resolve(name + ".md"), report.markdown());
    Files.writeString(out.resolve(name + ".json"), report.json());
  }
}
