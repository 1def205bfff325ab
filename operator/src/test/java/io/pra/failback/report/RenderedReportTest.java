package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RenderedReportTest {
  @Test
  void aPageToLookAt() throws IOException {
    RecordedEpisode episode = RecordedEpisode.completed();
    SealedReport report = SealedReport.of("erp-episode-1", Link.FIRST, episode.record);
    Path out = Path.of("target", "report-sample");
    Files.createDirectories(out);
    Files.writeString(out.resolve("report.html"), report.html());
    Files.writeString(out.resolve("report.md"), report.markdown());
    Files.writeString(out.resolve("report.json"), report.json());
    assertThat(report.content()).isPresent();
  }
}
