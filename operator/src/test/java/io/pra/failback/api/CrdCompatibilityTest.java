package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a CRD accepted in the previous release it accepts now: no field is gone or has another type,
 * none became required, no bound is narrower, no value of an enumeration is gone. Rules in CEL are
 * not compared; {@link CrdUpgradeIT} tries them with objects.
 */
class CrdCompatibilityTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final List<String> MOST =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> LEAST =
      List.of("minimum", "minLength", "minItems", "minProperties");

  static List<String> crds() {
    return BeforeUpgrade.CRDS;
  }

  @ParameterizedTest
  @MethodSource("crds")
  void whatWasAcceptedIs(String crd) throws IOException {
    JsonNode before = schema(YAML.readTree(BeforeUpgrade.read(crd)));
    JsonNode now = schema(YAML.readTree(BeforeUpgrade.readNow(crd)));

    assertThat(narrower(before, now)).isEmpty();
  }

  private static JsonNode schema(JsonNode crd) {
    JsonNode version = crd.at("/spec/versions/0");
    assertThat(version.path("name").asText()).isEqualTo("v1alpha1");
    assertThat(version.path("storage").asBoolean()).isTrue();
    return version.at("/schema/openAPIV3Schema");
  }

  /** The rule itself, on one change each. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {properties: {a: {type: string}}}  | {properties: {}}                                     | .a is gone
          {properties: {a: {type: string}}}  | {properties: {a: {type: integer}}}                   | .a is of another type
          {properties: {a: {type: string}}}  | {properties: {a: {type: string}}, required: [a]}     | a is required
          {properties: {a: {maximum: 5}}}    | {properties: {a: {maximum: 4}}}                      | .a has another maximum
          {properties: {a: {minLength: 1}}}  | {properties: {a: {minLength: 2}}}                    | .a has another minLength
          {properties: {a: {type: string}}}  | {properties: {a: {type: string, maxLength: 5}}}      | .a has another maxLength
          {properties: {a: {enum: [x, y]}}}  | {properties: {a: {enum: [x]}}}                       | .a lacks "y"
          {properties: {a: {pattern: x}}}    | {properties: {a: {pattern: y}}}                      | .a has another pattern
          {items: {properties: {a: {}}}}     | {items: {properties: {}}}                            | [].a is gone
          {additionalProperties: {type: string}} | {additionalProperties: {type: integer}}          | {} is of another type
          {properties: {a: {default: 1}}}    | {properties: {a: {default: 2}}}                      | .a has another default
          """)
  void aNarrowerSchemaIsFound(String before, String now, String found) throws IOException {
    assertThat(narrower(YAML.readTree(before), YAML.readTree(now))).containsExactly(found.strip());
  }

  @Test
  void aWiderOneIsNone() throws IOException {
    assertThat(
            narrower(
                YAML.readTree(
                    "{properties: {a: {type: string, maxLength: 5, enum: [x]}}, required: [a]}"),
                YAML.readTree(
                    "{properties: {a: {type: string, maxLength: 6, enum: [x, y]}, b: {minimum: 2}}}")))
        .isEmpty();
  }

  private static List<String> narrower(JsonNode before, JsonNode now) {
    List<String> found = new ArrayList<>();
    compare("", before, now, found);
    return found;
  }

  private static void compare(String at, JsonNode before, JsonNode now, List<String> found) {
    if (now.isMissingNode()) {
      found.add(at + " is gone");
      return;
    }
    if (!before.path("type").equals(now.path("type"))) {
      found.add(at + " is of another type");
      return;
    }
    for (String same : List.of("pattern", "format", "default")) {
      if (now.has(same) && !before.path(same).equals(now.path(same))) {
        found.add("%s has another %s".formatted(at, same));
      }
    }
    MOST.stream()
        .filter(bound -> now.has(bound))
        .filter(
            bound ->
                !before.has(bound) || now.path(bound).asDouble() < before.path(bound).asDouble())
        .forEach(bound -> found.add("%s has another %s".formatted(at, bound)));
    LEAST.stream()
        .filter(bound -> now.has(bound))
        .filter(
            bound ->
                !before.has(bound) || now.path(bound).asDouble() > before.path(bound).asDouble())
        .forEach(bound -> found.add("%s has another %s".formatted(at, bound)));
    if (now.has("enum")) {
      values(before.path("enum")).stream()
          .filter(value -> !values(now.path("enum")).contains(value))
          .forEach(value -> found.add("%s lacks %s".formatted(at, value)));
    }
    Set<JsonNode> required = values(now.path("required"));
    required.removeAll(values(before.path("required")));
    required.forEach(name -> found.add("%s%s is required".formatted(at, name.asText())));
    before
        .path("properties")
        .properties()
        .forEach(
            field ->
                compare(
                    at + "." + field.getKey(),
                    field.getValue(),
                    now.path("properties").path(field.getKey()),
                    found));
    if (before.has("items")) {
      compare(at + "[]", before.path("items"), now.path("items"), found);
    }
    if (before.path("additionalProperties").isObject()) {
      compare(
          at + "{}", before.path("additionalProperties"), now.path("additionalProperties"), found);
    }
  }

  private static Set<JsonNode> values(JsonNode list) {
    Set<JsonNode> values = new HashSet<>();
    list.forEach(values::add);
    return values;
  }
}
