package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds for every field of the API. */
class SchemaTest {
  private final Map<String, JSONSchemaProps> fields = new TreeMap<>();

  SchemaTest() {
    for (String yaml : GeneratedCrds.generate().values()) {
      CustomResourceDefinition crd =
          ApiJson.serialization().unmarshal(yaml, CustomResourceDefinition.class);
      collect(
          crd.getSpec().getNames().getKind(),
          crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema());
    }
  }

  @Test
  void isDescribed() {
    assertThat(fields).isNotEmpty();
    assertThat(fields)
        .as("@JsonPropertyDescription is what kubectl explain shows")
        .allSatisfy((path, field) -> assertThat(field.getDescription()).as(path).isNotBlank());
  }

  @Test
  void numbersThatPeopleWriteAreBounded() {
    assertThat(fields)
        .allSatisfy(
            (path, field) -> {
              if (path.contains(".spec.") && "integer".equals(field.getType())) {
                assertThat(field.getMinimum()).as(path).isNotNull();
                assertThat(field.getMaximum()).as(path).isNotNull();
              }
            });
  }

  @Test
  void whatTheOperatorWritesIsNeverRefused() {
    assertThat(fields)
        .allSatisfy(
            (path, field) -> {
              if (path.contains(".status") && !path.contains(".conditions")) {
                assertThat(field.getRequired()).as(path).isNullOrEmpty();
                assertThat(field.getXKubernetesValidations()).as(path).isNullOrEmpty();
                assertThat(field.getMaxLength()).as(path).isNull();
                assertThat(field.getMaxItems()).as(path).isNull();
              }
            });
  }

  private void collect(String path, JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                fields.put(path + "." + name, property);
                collect(path + "." + name, property);
              });
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema());
    }
  }
}
