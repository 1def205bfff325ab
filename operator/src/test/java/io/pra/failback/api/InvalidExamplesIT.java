package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.lab.Lab;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of {@code examples/invalid} is refused by the API server for the one reason that its
 * first line names. Of a file with two documents, the first is accepted and the second, a change of
 * it, refused.
 */
class InvalidExamplesIT {
  private static final String EXPECT = "# expect: ";
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("test")
          .withForce(true)
          .build();

  private static Lab lab;
  private static String namespace;

  @BeforeAll
  static void startLab() {
    lab = Lab.shared();
    namespace = lab.newNamespace("invalid");
  }

  static List<String> examples() {
    return Examples.filesOf(folder()).stream().map(file -> file.getFileName().toString()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void isRefusedForTheReasonThatItNames(String example) {
    Path file = folder().resolve(example);
    List<GenericKubernetesResource> documents = Examples.documentsOf(file);
    int last = documents.size() - 1;
    documents.subList(0, last).forEach(InvalidExamplesIT::apply);

    assertThat(refusalOf(documents.get(last))).containsExactly(expectationOf(file));
  }

  @Test
  void everyRuleHasAnExample() {
    String expectations =
        Examples.filesOf(folder()).stream()
            .map(InvalidExamplesIT::expectationOf)
            .collect(Collectors.joining("\n"));

    assertThat(messagesOfAllRules())
        .isNotEmpty()
        .allSatisfy(message -> assertThat(expectations).contains(message));
  }

  private static void apply(GenericKubernetesResource document) {
    lab.admin().resource(document).inNamespace(namespace).patch(APPLY);
  }

  /** Why the API server refuses it, one entry per reason; empty if it does not. */
  private static List<String> refusalOf(GenericKubernetesResource document) {
    try {
      apply(document);
      return List.of();
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as(e.getMessage()).isEqualTo(422);
      return e.getStatus().getDetails().getCauses().stream()
          .filter(cause -> !isRemarkThatRulesWereSkipped(cause))
          .map(cause -> cause.getField() + ": " + cause.getMessage())
          .toList();
    }
  }

  private static boolean isRemarkThatRulesWereSkipped(StatusCause cause) {
    return Objects.equals(cause.getField(), "<nil>");
  }

  private static String expectationOf(Path file) {
    String firstLine = Examples.read(file).lines().findFirst().orElse("");
    assertThat(firstLine).as(file.toString()).startsWith(EXPECT);
    return firstLine.substring(EXPECT.length());
  }

  private static List<String> messagesOfAllRules() {
    ObjectMapper mapper = new ObjectMapper();
    return Examples.filesOf(Lab.root().resolve("crds")).stream()
        .map(
            file ->
                ApiJson.serialization()
                    .unmarshal(Examples.read(file), CustomResourceDefinition.class))
        .map(crd -> mapper.<JsonNode>valueToTree(crd))
        .flatMap(crd -> crd.findValues("x-kubernetes-validations").stream())
        .flatMap(InvalidExamplesIT::elementsOf)
        .map(rule -> rule.get("message").asText())
        .toList();
  }

  private static Stream<JsonNode> elementsOf(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static Path folder() {
    return Examples.folder().resolve("invalid");
  }
}
