package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.AbstractCRDOutput;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The CRDs as the records of this package describe them. What fabric8's generator has no annotation
 * for is added here: the order of the printer columns, the types of lists, the required spec.
 */
final class GeneratedCrds {
  private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS =
      Map.of("FailbackPlan", FailbackPlan.class, "SiteState", SiteState.class);

  private GeneratedCrds() {}

  /** File name in {@code crds/} to YAML. */
  static Map<String, String> generate() {
    InMemory output = new InMemory();
    new CRDGenerator()
        .customResourceClasses(FailbackPlan.class, SiteState.class)
        .withPostProcessor(new Finish())
        .withOutput(output)
        .generate();
    return output.files();
  }

  private static final class Finish implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
      CustomResourceDefinition crd = (CustomResourceDefinition) resource;
      Class<?> kind = KINDS.get(crd.getSpec().getNames().getKind());
      for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
        asDeclared(kind, version);
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(kind.getAnnotation(JsonClassDescription.class).value());
        root.setRequired(List.of("spec"));
        root.getProperties().get("spec").setDescription("What people want.");
        root.getProperties()
            .get("status")
            .setDescription("What was seen, and what comes next. Written by the operator alone.");
        openWhereDeclared(root);
        withListTypes(root);
      }
      return crd;
    }
  }

  /** The generator sorts printer columns by JSONPath; people read them as declared. */
  private static void asDeclared(Class<?> kind, CustomResourceDefinitionVersion version) {
    List<String> order =
        Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    version
        .getAdditionalPrinterColumns()
        .sort(Comparator.comparing(column -> order.indexOf(column.getName())));
  }

  /**
   * What is kept as it is, is kept to its depth: a schema of its values would prune within them.
   */
  private static void openWhereDeclared(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      schema.setAdditionalProperties(null);
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(GeneratedCrds::openWhereDeclared);
    }
    if (schema.getItems() != null) {
      openWhereDeclared(schema.getItems().getSchema());
    }
  }

  /** Conditions are merged by type; every other list has one owner and an order that counts. */
  private static void withListTypes(JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                if (name.equals("conditions")) {
                  asConditions(property);
                } else if ("array".equals(property.getType())) {
                  property.setXKubernetesListType("atomic");
                  withListTypes(property.getItems().getSchema());
                } else {
                  withListTypes(property);
                }
              });
    }
  }

  private static void asConditions(JSONSchemaProps conditions) {
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    JSONSchemaProps condition = conditions.getItems().getSchema();
    condition.setRequired(List.of("type", "status"));
    Map<String, JSONSchemaProps> fields = condition.getProperties();
    fields.get("type").setDescription("What the condition is about.");
    fields.get("status").setDescription("True, False or Unknown.");
    fields.get("reason").setDescription("Why, in one PascalCase word.");
    fields.get("message").setDescription("Why, for people.");
    fields.get("lastTransitionTime").setDescription("When status last changed.");
    fields.get("lastTransitionTime").setFormat("date-time");
    fields.get("observedGeneration").setDescription("The metadata.generation that it answers.");
  }

  private static final class InMemory extends AbstractCRDOutput<ByteArrayOutputStream> {
    private final Map<String, ByteArrayOutputStream> streams = new TreeMap<>();

    @Override
    protected ByteArrayOutputStream createStreamFor(String crdName) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      streams.put(crdName.replaceFirst("-v1$", "") + ".yaml", stream);
      return stream;
    }

    Map<String, String> files() {
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, String> files = new TreeMap<>();
      streams.forEach((name, stream) -> files.put(name, stream.toString(StandardCharsets.UTF_8)));
      return files;
    }
  }
}
