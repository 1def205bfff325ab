package io.pra.failback.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects that the ways to install the operator make of {@code deploy/}. */
final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path DEPLOY = Lab.root().resolve("deploy");

  private Manifests() {}

  /** As {@code kubectl kustomize} has them. */
  static String kustomized(String folder) {
    return said(
        Lab.shared().info().kubectl().toString(),
        "kustomize",
        DEPLOY.resolve(folder).normalize().toString());
  }

  /** As the chart has them, in a release in failback-system. */
  static String charted(String... values) {
    List<String> command = new ArrayList<>();
    command.add(Lab.built("helm").get(0));
    command.addAll(List.of("template", "failback", DEPLOY.resolve("helm").toString()));
    command.addAll(List.of("--namespace", "failback-system", "--kube-version", "1.34.0"));
    Arrays.stream(values).forEach(value -> command.addAll(List.of("--set", value)));
    return said(command.toArray(String[]::new));
  }

  /** By kind, namespace and name. */
  static Map<String, JsonNode> objects(String yaml) {
    Map<String, JsonNode> objects = new TreeMap<>();
    try {
      YAML.readerFor(JsonNode.class)
          .<JsonNode>readValues(yaml)
          .forEachRemaining(
              object -> {
                if (object.isObject()) {
                  JsonNode metadata = object.path("metadata");
                  objects.put(
                      "%s %s/%s"
                          .formatted(
                              object.path("kind").asText(),
                              metadata.path("namespace").asText(),
                              metadata.path("name").asText()),
                      object);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static String said(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
