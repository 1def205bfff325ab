package io.pra.failback.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What deploy/observability/ asks Prometheus. */
final class Queries {
  static final Path FOLDER = Lab.root().resolve("deploy/observability");
  static final Path RULES = FOLDER.resolve("rules.yaml");
  private static final Path DASHBOARD = FOLDER.resolve("dashboard.json");

  private Queries() {}

  /** The alerts, as they are written. */
  static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    yaml(RULES).get("groups").forEach(group -> group.get("rules").forEach(alerts::add));
    return alerts;
  }

  static List<String> ofAlerts() {
    return alerts().stream().map(alert -> alert.get("expr").asText()).toList();
  }

  /** With Grafana's variables filled in. */
  static List<String> ofDashboard() {
    List<String> queries = new ArrayList<>();
    try {
      JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
      dashboard
          .get("panels")
          .forEach(
              panel ->
                  panel
                      .get("targets")
                      .forEach(target -> queries.add(filled(target.get("expr").asText()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return queries;
  }

  private static String filled(String query) {
    return query
        .replace("$__rate_interval", "1m")
        .replace("$namespace", ".*")
        .replace("$plan", ".*");
  }

  static JsonNode yaml(Path file) {
    try {
      return new YAMLMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
