package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.DrillStep;
import io.pra.failback.api.DrillSummary;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A report of a drill is like that of an episode, and cannot be taken for one. */
class DrillReportTest {
  private final World world = new World();

  private EpisodeRecord and(EpisodeRecord before) {
    FailbackPlanStatus status = world.status;
    return EpisodeLog.and(
        before,
        new PlanSnapshot(
            "prod",
            "erp",
            "uid-1",
            world.plan.spec(),
            status.drilled(),
            status.drill(),
            true,
            true,
            Map.of(),
            world.now));
  }

  /** The second drill: the first was stopped after a minute. */
  private EpisodeRecord second() {
    world.primary.powerAll(PowerState.POWERED_ON);
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.settle();
    mode("Drill");
    world.pass(60).settle();
    mode("Failback");
    mode("Drill");
    EpisodeRecord record = and(null);
    world.pass(5).settle();
    record = and(record);
    mode("Failback");
    return and(record);
  }

  private void mode(String mode) {
    world.plan.patch("mode: " + mode);
    world.turn();
  }

  @Test
  void everyRenderingSaysThatItIsADrillAndHowLongEachStepTookBesideTheLast() throws IOException {
    EpisodeRecord record = second();

    SealedReport report = SealedReport.of("erp-drill-2", Link.FIRST, record);
    keep("drill-stopped", report);

    assertThat(record.id()).isEqualTo("drill-2");
    assertThat(record.standing().outcome()).isEqualTo(Outcome.Stopped);
    assertThat(report.markdown())
        .startsWith("# DRILL 2 of failback erp: stopped before its end")
        .contains("THIS WAS A DRILL")
        .contains("**THIS WAS A DRILL.")
        .contains("| step | drill 2 | drill 1, stopped 2026-03-01 |")
        .contains("| Holding | 5 s | 1 min |")
        .contains("| the whole drill | 5 s | 1 min |")
        .contains("The drill was stopped before its end.");
    assertThat(report.html())
        .contains("<h1>DRILL 2 of failback erp", "THIS WAS A DRILL")
        .contains(
            ">DRILL</div>", "Who ran when <span class=\"badge warn\">drill: simulated</span>");
    assertThat(report.content().orElseThrow().record()).isEqualTo(record);
    assertThat(report.json()).contains("\"drill\":{\"before\":[{");
  }

  /** A drill from end to end, in which people take so long for each step. */
  private EpisodeRecord drilled(int secondsEach) {
    mode("Drill");
    EpisodeRecord record = and(null);
    for (int i = 0; i < 100 && world.status.isDrilling(); i++) {
      for (int second = 0; second < secondsEach; second++) {
        world.pass(1).turn();
        record = and(record);
      }
      world.advance();
      record = and(record);
    }
    mode("Failback");
    return and(record);
  }

  @Test
  void eachStepIsComparedWithTheLastDrillThatWasCompleted() throws IOException {
    world.primary.powerAll(PowerState.POWERED_ON);
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.settle();
    drilled(40);
    world.pass(7_776_000).settle();
    mode("Drill");
    world.pass(30).settle();
    mode("Failback");

    SealedReport report = SealedReport.of("erp-drill-3", Link.FIRST, drilled(29));
    keep("drill", report);

    assertThat(report.markdown())
        .startsWith("# DRILL 3 of failback erp: completed")
        .contains(
            "| step | drill 3 | against drill 1 | drill 2, stopped 2026-05-30 | drill 1, completed 2026-03-01 |")
        .contains("| Holding | 30 s | 11 s shorter | 30 s | 41 s |")
        .contains("| simulated |")
        .doesNotContain("| Succeeded | http");
    assertThat(report.html())
        .contains("<svg", "drill 3: 30 s", "drill 1: 41 s", "11 s shorter")
        .contains("<span class=\"badge warn\">simulated</span>");
    assertThat(report.content()).isPresent();
  }

  @Test
  void theFirstDrillSaysThatThereIsNoneToCompareItWith() {
    world.primary.powerAll(PowerState.POWERED_ON);
    world.recovery.powerAll(PowerState.POWERED_OFF);
    world.settle();

    SealedReport report = SealedReport.of("erp-drill-1", Link.FIRST, drilled(5));

    assertThat(report.markdown()).contains("| step | drill 1 |").doesNotContain("against drill");
    assertThat(report.html()).contains("the first drill of the plan");
  }

  /** Nothing of a drill's marks may be in the record of an episode. */
  @Test
  void anEpisodeIsMarkedAsNoDrill() {
    SealedReport report =
        SealedReport.of("erp-episode-1", Link.FIRST, RecordedEpisode.completed().record);

    assertThat(report.html()).doesNotContain("DRILL", "simulated");
    assertThat(report.markdown()).doesNotContain("DRILL", "simulated");
  }

  private static void keep(String name, SealedReport report) throws IOException {
    Path out = Path.of("target", "report-sample");
    Files.createDirectories(out);
    Files.writeString(out.resolve(name + ".html"), report.html());
    Files.writeString(out.resolve(name + ".md"), report.markdown());
  }

  @Test
  void theNameOfADrillsRecordIsNoEpisodesAndItsJournalNoPlansOwn() {
    assertThat(ReportName.ofRecord("erp", "drill-1")).isEqualTo("erp-drill-1");
    assertThat(ReportName.drillJournal("erp")).isNotEqualTo(ReportName.journal("erp-drill"));
  }

  @Test
  void theTimesOfTheStepsGrowWithTheDrill() {
    Instant begun = Instant.parse("2026-03-01T02:00:00Z");
    DrillStatus drill = DrillStatus.begin(Episode.beginDrill(3, begun, List.of()));

    assertThat(drill.stepsUntil(begun.plusMillis(1500)))
        .containsExactly(new DrillStep(Phase.Holding, 1.5));
    DrillSummary over =
        drill.ended(DrillOutcome.Interrupted, begun.plusSeconds(7), "it is real").summary();
    assertThat(over.seconds()).isEqualTo(7);
    assertThat(over.steps()).containsExactly(new DrillStep(Phase.Holding, 7));
  }
}
