package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.Archive;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Outcome;
import io.pra.failback.report.Procedure;
import io.pra.failback.report.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left for the auditor. */
class ReportsIT {
  @RegisterExtension final Story story = new Story(new OperatorProcess());

  private LivePlan failsBack() {
    story.web.answers("/dns", 200);
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    checklist: [{id: healthy, stage: AfterActivation, manual: {}}]
                    cutover: [{id: dns, http: {url: "%s?token=hunter2secret"}}]
                    recoveryShutdown: {guestShutdownSeconds: 2}
                    """
                        .formatted(story.web.url("/dns"))));
    story.approves(plan);
    plan.await(Phase.Verifying);
    return plan;
  }

  private void completes(LivePlan plan) {
    story.alice.signsOff(plan, "healthy", plan.status().request().id());
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  private static void awaitHead(LivePlan plan, int sequence) {
    plan.awaitStatus(
        "record " + sequence,
        status ->
            status.reports().head() != null
                && status.reports().head().sequence() == sequence
                && status.reports().due().isEmpty());
  }

  private void isKilledAndStartedAgain() {
    story.operator.kill();
    story.operator.start(story.namespace);
  }

  private static EpisodeRecord record(Archive archive, String name) {
    return archive.report(name).content().orElseThrow().record();
  }

  @Test
  void aWholeFailbackLeavesOneImmutableRecordWhoseChainVerifies() throws IOException {
    LivePlan plan = failsBack();
    completes(plan);
    awaitHead(plan, 1);
    Archive archive = new Archive(plan);

    List<ConfigMap> records = archive.records();
    assertThat(records)
        .extracting(map -> map.getMetadata().getName())
        .containsExactly("erp-episode-1");
    ConfigMap map = records.get(0);
    assertThat(map.getImmutable()).isTrue();
    assertThat(map.getMetadata().getOwnerReferences()).isEmpty();
    assertThatThrownBy(
            () ->
                Lab.shared()
                    .admin()
                    .resource(map)
                    .edit(
                        one -> {
                          one.getData().put("report.json", "{}");
                          return one;
                        }))
        .isInstanceOf(KubernetesClientException.class);
    assertThat(archive.verify().problems()).isEmpty();
    plan.awaitCondition("ReportsIntact", "True", "Verified");
    plan.awaitEvent("ReportWritten", plan.status().reports().head().sha256());

    EpisodeRecord record = record(archive, "erp-episode-1");
    assertThat(record.standing().outcome()).isEqualTo(Outcome.Completed);
    assertThat(record.procedure().requests().get(0).approvals())
        .extracting(Procedure.Yes::by)
        .containsExactly("alice");
    assertThat(record.procedure().checklist())
        .extracting(Procedure.Check::by)
        .containsExactly("alice");
    assertThat(record.watched().exposures())
        .extracting(Watched.Exposure::vm)
        .containsExactlyInAnyOrderElementsOf(
            story.rbx.vms().stream().map(vm -> vm.name()).toList());
    assertThat(record.watched().exposures()).allMatch(one -> one.startedBy().contains("zerto"));
    assertThat(record.watched().samples())
        .anyMatch(sample -> sample.primary() == 6 && sample.recovery() == 0)
        .anyMatch(sample -> sample.recovery() == 6 && sample.primary() == 0)
        .noneMatch(sample -> sample.both() > 0 && sample.recovery() == 0);
    assertThat(map.getData().values()).noneMatch(text -> text.contains("hunter2secret"));
    assertThat(story.operator.get("/metrics"))
        .contains(
            "failback_report_chain_broken{namespace=\"%s\",plan=\"erp\"} 0.0"
                .formatted(story.namespace))
        .contains("sha256=\"" + plan.status().reports().head().sha256() + "\"");

    Path out = Path.of("target", "report-sample");
    Files.createDirectories(out);
    Files.writeString(out.resolve("lab.html"), map.getData().get("report.html"));
    Files.writeString(
        out.resolve("lab-runbook.md"), archive.find("erp-runbook").getData().get("runbook.md"));
  }

  @Test
  void aRollbackLeavesOneAndTheCompletedEpisodeAnother() {
    LivePlan plan = failsBack();
    story.permitWayBack();
    story.alice.aborts(plan, "storage alarm");
    story.awaitsRolledBack(plan);
    awaitHead(plan, 1);
    Archive archive = new Archive(plan);
    EpisodeRecord rollback = record(archive, "erp-episode-1-rollback-1");
    assertThat(rollback.standing().outcome()).isEqualTo(Outcome.RolledBack);
    assertThat(rollback.procedure().requests().get(0).approvals()).hasSize(1);

    story.alice.clearsAbort(plan);
    story.approves(plan);
    plan.await(Phase.Verifying);
    completes(plan);
    awaitHead(plan, 2);

    assertThat(archive.records()).hasSize(2);
    assertThat(archive.verify().problems()).isEmpty();
    assertThat(record(archive, "erp-episode-1").procedure().requests()).hasSize(2);
  }

  @Test
  void oneIsWrittenOnDemandAsOftenAsItIsAskedFor() {
    LivePlan plan = failsBack();
    Archive archive = new Archive(plan);

    archive.annotates("now");
    plan.awaitStatus("answered", status -> status.reports().answered().equals("now"));
    EpisodeRecord first = record(archive, "erp-report");
    assertThat(first.standing().phase()).isEqualTo(Phase.Verifying);
    assertThat(first.standing().outcome()).isEqualTo(Outcome.Running);
    assertThat(archive.records()).isEmpty();

    isKilledAndStartedAgain();
    archive.annotates("again");
    plan.awaitStatus("answered again", status -> status.reports().answered().equals("again"));

    EpisodeRecord second = record(archive, "erp-report");
    assertThat(second.standing().asOf()).isAfter(first.standing().asOf());
    assertThat(second.course().timeline()).containsAll(first.course().timeline());
    assertThat(plan.now().getMetadata().getAnnotations())
        .containsEntry("failback.pra.io/report", "again");
    completes(plan);
  }

  @Test
  void aRestartNeitherLosesNorDoubles() {
    LivePlan plan = failsBack();
    Archive archive = new Archive(plan);
    await("the exposures are kept")
        .until(
            () -> {
              ConfigMap journal = archive.find("erp-journal");
              return journal != null
                  && journal.getData().get("record.json").split("\"startedBy\"", -1).length == 7;
            });

    isKilledAndStartedAgain();
    completes(plan);
    awaitHead(plan, 1);
    EpisodeRecord record = record(archive, "erp-episode-1");
    assertThat(record.procedure().requests().get(0).approvals()).hasSize(1);
    assertThat(record.watched().exposures()).hasSize(6);
    assertThat(record.course().timeline()).doesNotHaveDuplicates();
    assertThat(record.course().timeline().get(0).event()).startsWith("AuthorityDetected");

    // Killed between the record and the status.
    String uid = archive.find("erp-episode-1").getMetadata().getUid();
    var head = plan.status().reports().head();
    story.operator.kill();
    archive.forgetsRecord("episode-1");
    story.operator.start(story.namespace);
    awaitHead(plan, 1);

    assertThat(plan.status().reports().head()).isEqualTo(head);
    assertThat(archive.records()).hasSize(1);
    assertThat(archive.find("erp-episode-1").getMetadata().getUid()).isEqualTo(uid);
  }

  @Test
  void aRecordThatWasDeletedAndMadeAnewIsFound() {
    LivePlan plan = failsBack();
    completes(plan);
    awaitHead(plan, 1);
    Archive archive = new Archive(plan);

    archive.forges("erp-episode-1", text -> text.replace("alice", "mallory"));
    isKilledAndStartedAgain();

    plan.awaitCondition("ReportsIntact", "False", "ChainBroken");
    plan.awaitEvent("ReportChainBroken", "erp-episode-1");
    assertThat(story.operator.get("/metrics"))
        .contains(
            "failback_report_chain_broken{namespace=\"%s\",plan=\"erp\"} 1.0"
                .formatted(story.namespace));
    assertThat(archive.verify().isWhole()).isFalse();
  }

  @Test
  void theRunbookFollowsAnEdit() {
    LivePlan plan = story.holds(PlanFixture.erp());
    Archive archive = new Archive(plan);
    await("a runbook").until(() -> archive.find("erp-runbook") != null);
    String before = archive.find("erp-runbook").getData().get("runbook.md");
    assertThat(before)
        .contains("'mysql-01'", story.rbx.vms().get(0).name())
        .doesNotContain("uptime");

    story.alice.patches(
        plan,
        "{\"spec\":{\"checklist\":[{\"id\":\"look\",\"title\":\"Look at the uptime\",\"manual\":{}}]}}");

    await("the runbook is made anew")
        .until(
            () ->
                archive
                    .find("erp-runbook")
                    .getData()
                    .get("runbook.md")
                    .contains("Look at the uptime"));
    assertThat(archive.find("erp-runbook").getMetadata().getOwnerReferences()).hasSize(1);
  }
}
