package io.pra.failback.observability;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.api.Phase;
import io.pra.failback.checks.Peer;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.FreePort;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The alerts on an operator that really runs, and in a Prometheus that really scrapes it. */
class AlertsIT {
  private static final Duration SCRAPED = Duration.ofSeconds(30);

  /** The longest {@code for} of the alerts that are waited for is a minute. */
  private static final Duration FIRED = Duration.ofSeconds(150);

  private final OperatorInJvm operator = new OperatorInJvm();
  private final HttpClient http = HttpClient.newHttpClient();

  @RegisterExtension final Story story = new Story(operator);

  @Test
  void theOperatorExportsWhatRulesAndDashboardAskFor() {
    story.awaitsApproval(PlanFixture.erp());
    List<String> queries =
        Stream.concat(Queries.ofAlerts().stream(), Queries.ofDashboard().stream()).toList();

    await("all that is asked for")
        .atMost(SCRAPED)
        .untilAsserted(
            () -> {
              Scrape scrape = Scrape.of(operator.get("/metrics"));
              assertThat(queries.stream().flatMap(query -> scrape.lacks(query).stream())).isEmpty();
            });
  }

  @Test
  void twoRunningSitesFireAtOnceAndAreOverAtOnce(@TempDir Path folder) throws Exception {
    story.referee.permit(BOTH_RUN, PRIMARY_RUNS);
    LivePlan plan =
        story.applies(
            PlanFixture.erp().with("initialAuthority: Primary\nfailoverDetection: Manual\n"));
    plan.awaitStatus("it stands by", status -> status.phase() == Phase.Standby);
    try (Peer prometheus = prometheus(folder)) {
      await("it is scraped").atMost(SCRAPED).until(() -> knows(prometheus, "failback_plan_pairs"));
      assertThat(firing(prometheus)).doesNotContain("FailbackDualActive");

      story.rbx.as("alice").powersOn("mysql-01");
      await("it fires").atMost(SCRAPED).until(() -> fires(prometheus, "FailbackDualActive"));

      story.sbg.as("alice").powersOff("mysql-01");
      await("it is over").atMost(SCRAPED).until(() -> !fires(prometheus, "FailbackDualActive"));
    }
  }

  @Test
  void aVCenterThatIsAwayFiresForTheSiteAndForThePlanThatWaits(@TempDir Path folder)
      throws Exception {
    story.awaitsApproval(PlanFixture.erp());
    try (Peer prometheus = prometheus(folder)) {
      await("it is scraped").atMost(SCRAPED).until(() -> knows(prometheus, "failback_plan_pairs"));
      assertThat(firing(prometheus)).isEmpty();

      story.sbg.stops();
      await("both fire")
          .atMost(FIRED)
          .until(
              () ->
                  firing(prometheus)
                      .containsAll(Set.of("FailbackGuardBlind", "FailbackPlanStalled")));

      story.sbg.starts();
      await("both are over")
          .atMost(FIRED)
          .until(
              () ->
                  firing(prometheus).stream()
                      .noneMatch(Set.of("FailbackGuardBlind", "FailbackPlanStalled")::contains));
    }
  }

  /** The address of the runbooks is one line, as deploy/observability/kustomization.yaml says. */
  @Test
  void kustomizePutsAnotherAddressOfTheRunbooks(@TempDir Path folder) throws IOException {
    for (String file :
        List.of("kustomization.yaml", "prometheusrule.yaml", "podmonitor.yaml", "dashboard.json")) {
      String text = Files.readString(Queries.FOLDER.resolve(file));
      Files.writeString(
          folder.resolve(file),
          file.startsWith("kust")
              ? text.replaceAll("base=https://.*", "base=https://wiki.test/failback")
              : text);
    }

    Lab.Kubectl built = Lab.shared().kubectl("", "default", "kustomize", folder.toString());

    assertThat(built.exitCode()).as(built.output()).isZero();
    assertThat(built.output().lines().filter(line -> line.contains("runbook_url: ")))
        .hasSize(Queries.alerts().size())
        .allMatch(
            line ->
                line.matches(" *runbook_url: https://wiki.test/failback/docs/runbooks/\\w+.md"));
  }

  private Peer prometheus(Path folder) throws IOException {
    String program = Peer.program("prometheus", "prometheus");
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["%s"]
            scrape_configs:
              - job_name: failback-operator
                honor_labels: true
                static_configs: [{targets: ["127.0.0.1:%d"], labels: {namespace: failback-system}}]
            """
                .formatted(Queries.RULES, operator.port()));
    int port = FreePort.find();
    Peer prometheus =
        Peer.start(
            folder,
            port,
            program,
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    await("it is ready").until(() -> ask(prometheus, "/-/ready").statusCode() == 200);
    return prometheus;
  }

  private boolean knows(Peer prometheus, String metric) throws Exception {
    return !get(prometheus, "query?query=" + metric).get("data").get("result").isEmpty();
  }

  private boolean fires(Peer prometheus, String alert) throws Exception {
    return firing(prometheus).contains(alert);
  }

  /** Names of the alerts that fire for the objects of this test, or for the operator. */
  private Set<String> firing(Peer prometheus) throws Exception {
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : get(prometheus, "alerts").get("data").get("alerts")) {
      JsonNode labels = alert.get("labels");
      if (alert.get("state").asText().equals("firing")
          && (!labels.has("namespace")
              || labels.get("namespace").asText().equals(story.namespace))) {
        names.add(labels.get("alertname").asText());
      }
    }
    return names;
  }

  private JsonNode get(Peer prometheus, String path) throws Exception {
    return new ObjectMapper().readTree(ask(prometheus, "/api/v1/" + path).body());
  }

  private HttpResponse<String> ask(Peer prometheus, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(prometheus.port(), path));
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
