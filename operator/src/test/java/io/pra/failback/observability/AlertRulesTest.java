package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.checks.Peer;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard, by promtool, and what hangs on them. */
class AlertRulesTest {
  private static final Path RUNBOOKS = Lab.root().resolve("docs/runbooks");
  private static final Path RULE_OBJECT = Queries.FOLDER.resolve("prometheusrule.yaml");
  private static final String OBJECT_HEAD =
      """
      # Written by `make rules` from rules.yaml: edit that one.
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: failback-operator
        namespace: failback-system
        labels: {app.kubernetes.io/name: failback-operator}
      spec:
      """;

  private static void promtool(String... arguments) throws Exception {
    String program = Peer.program("promtool", "prometheus");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(program), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static Set<String> names() {
    return Queries.alerts().stream()
        .map(alert -> alert.get("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    promtool("check", "rules", Queries.RULES.toString());
  }

  @Test
  void eachRuleFiresWhereItMustAndOnlyThere() throws Exception {
    promtool("test", "rules", Queries.FOLDER.resolve("rules_test.yaml").toString());
  }

  @Test
  void eachRuleHasACaseThatFiresAndOneThatDoesNot() {
    Set<String> fires = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : Queries.yaml(Queries.FOLDER.resolve("rules_test.yaml")).get("tests")) {
      for (JsonNode one : test.get("alert_rule_test")) {
        (one.get("exp_alerts").isEmpty() ? silent : fires).add(one.get("alertname").asText());
      }
    }

    assertThat(fires).isEqualTo(names());
    assertThat(silent).isEqualTo(names());
  }

  @Test
  void eachAlertSaysWhatAPersonNeedsAndHasItsRunbook() throws IOException {
    String index = Files.readString(RUNBOOKS.resolve("README.md"));
    for (JsonNode alert : Queries.alerts()) {
      String name = alert.get("alert").asText();
      assertThat(alert.get("labels").get("severity").asText()).isIn("critical", "warning");
      assertThat(alert.has("for")).as(name).isTrue();
      assertThat(alert.get("annotations").get("summary").asText()).as(name).isNotBlank();
      assertThat(alert.get("annotations").get("description").asText()).as(name).isNotBlank();
      assertThat(alert.get("annotations").get("runbook_url").asText())
          .matches("https://[^ ]+/docs/runbooks/" + name + "\\.md");
      assertThat(RUNBOOKS.resolve(name + ".md"))
          .content()
          .contains("# " + name, "**At risk:**", "## Look first", "kubectl", "## Do", "## Whom to");
      assertThat(index).contains("[%1$s](%1$s.md)".formatted(name));
    }
    try (Stream<Path> pages = Files.list(RUNBOOKS)) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .allMatch(page -> page.equals("README") || names().contains(page));
    }
  }

  /** With -Dfailback.rules.write=true it is written. */
  @Test
  void theObjectForThePrometheusOperatorHasTheSameRules() throws IOException {
    String rules = Files.readString(Queries.RULES);
    String object =
        OBJECT_HEAD
            + rules
                .substring(rules.indexOf("groups:"))
                .lines()
                .map(line -> line.isBlank() ? "" : "  " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("failback.rules.write")) {
      Files.writeString(RULE_OBJECT, object);
    }

    assertThat(Files.readString(RULE_OBJECT)).as("run `make rules`").isEqualTo(object);
    assertThat(Queries.yaml(RULE_OBJECT).get("spec")).isEqualTo(Queries.yaml(Queries.RULES));
  }

  @Test
  void prometheusTakesEachQueryOfTheDashboard(@TempDir Path folder) throws Exception {
    List<String> queries = Queries.ofDashboard();
    List<Map<String, String>> records =
        IntStream.range(0, queries.size())
            .mapToObj(n -> Map.of("record", "query:" + n, "expr", queries.get(n)))
            .toList();
    Path file = folder.resolve("queries.yaml");
    // JSON is YAML.
    new ObjectMapper()
        .writeValue(
            file.toFile(),
            Map.of("groups", List.of(Map.of("name", "dashboard", "rules", records))));

    assertThat(queries).hasSizeGreaterThan(20);
    promtool("check", "rules", "--lint=none", file.toString());
  }

  @Test
  void selectorsAreReadFromExpressions() {
    PromQl read =
        PromQl.of(
            "sum by (a, b) (rate(m1{x=\"1\",y=~\"2|}\"}[5m])) > on (c) 0.5 * m2 or time() - m3");

    assertThat(read.groupings()).containsExactly("a", "b", "c");
    assertThat(read.selectors())
        .containsExactly(
            new PromQl.Selector("m1", Map.of("x", "1"), Set.of("x", "y")),
            new PromQl.Selector("m2", Map.of(), Set.of()),
            new PromQl.Selector("m3", Map.of(), Set.of()));
  }
}
