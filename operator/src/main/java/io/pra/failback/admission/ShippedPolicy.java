package io.pra.failback.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A policy or binding of {@code deploy/policy}, which the build puts into the jar.
 *
 * @param kind of the object
 * @param name of the object
 * @param spec as the API server keeps it: what it would fill in is written out
 */
record ShippedPolicy(String kind, String name, Map<?, ?> spec) {
  private static final List<String> FILES =
      List.of("approvals.yaml", "status.yaml", "brake.yaml", "separation-of-duties.yaml");

  /** Read when they are first asked for: a start that has to suspend does not wait for YAML. */
  private static final class Read {
    static final List<ShippedPolicy> ALL = FILES.stream().flatMap(ShippedPolicy::of).toList();
  }

  /** All of them: each policy, and its binding. */
  static List<ShippedPolicy> all() {
    return Read.ALL;
  }

  /** Those of one file of {@code deploy/policy}. */
  static Stream<ShippedPolicy> of(String file) {
    YAMLMapper yaml = new YAMLMapper();
    try (InputStream text = ShippedPolicy.class.getResourceAsStream(file);
        MappingIterator<JsonNode> objects = yaml.readerFor(JsonNode.class).readValues(text)) {
      return objects.readAll().stream().map(ShippedPolicy::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ShippedPolicy of(JsonNode object) {
    return new ShippedPolicy(
        object.get("kind").asText(),
        object.get("metadata").get("name").asText(),
        new ObjectMapper().convertValue(object.get("spec"), Map.class));
  }
}
