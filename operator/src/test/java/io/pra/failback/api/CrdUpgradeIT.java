package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The CRDs are replaced while objects of the previous release are there: nothing of them is lost,
 * people and the operator can go on with them, and the files of people are accepted as before. All
 * in an API group of its own, beside the one that other tests use.
 */
class CrdUpgradeIT {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "failback.pra.io";
  private static final String GROUP = "upgrade.pra.io";

  private final Lab lab = Lab.shared();
  private String namespace;

  @BeforeEach
  void installTheCrdsOfBefore() {
    namespace = lab.newNamespace("upgrade");
    BeforeUpgrade.CRDS.forEach(crd -> done(apply(BeforeUpgrade.read(crd))));
    established();
  }

  @AfterEach
  void removeThem() {
    done(kubectl("", "delete", "crd", "failbackplans." + GROUP, "sitestates." + GROUP));
  }

  @Test
  void nothingIsLostAndAllGoesOn() throws IOException {
    Map<String, JsonNode> before = new LinkedHashMap<>();
    for (String object : BeforeUpgrade.OBJECTS) {
      String yaml = BeforeUpgrade.read(object);
      done(apply(yaml));
      writeStatus(yaml);
      before.put(object, stored(yaml));
      assertThat(missing(YAML.readTree(yaml), before.get(object))).as("before").isEmpty();
    }
    BeforeUpgrade.EXAMPLES.forEach(example -> done(apply(renamed(BeforeUpgrade.read(example)))));

    BeforeUpgrade.CRDS.forEach(crd -> done(apply(BeforeUpgrade.readNow(crd))));
    established();

    for (String object : BeforeUpgrade.OBJECTS) {
      String yaml = BeforeUpgrade.read(object);
      JsonNode now = stored(yaml);
      assertThat(missing(before.get(object), now)).as(object).isEmpty();
      assertThat(now.path("metadata").path("generation"))
          .as("nothing is written by the upgrade itself")
          .isEqualTo(before.get(object).path("metadata").path("generation"));
      writeStatus(yaml);
      done(apply(yaml));
      done(
          kubectl(
              "",
              "annotate",
              resource(yaml),
              YAML.readTree(yaml).at("/metadata/name").asText(),
              "touched=yes"));
      assertThat(missing(before.get(object), stored(yaml))).as(object + " written").isEmpty();
    }
    BeforeUpgrade.EXAMPLES.forEach(example -> done(apply(renamed(BeforeUpgrade.read(example)))));
    done(
        kubectl(
            "",
            "patch",
            "failbackplans." + GROUP,
            "erp",
            "--type=merge",
            "-p",
            "{\"spec\":{\"approvals\":{\"bob\":{\"request\":\"0a1b2c3d\"}}}}"));
  }

  @Test
  void theOperatorUnderstandsThem() throws IOException {
    for (String object : BeforeUpgrade.OBJECTS) {
      Class<?> kind = object.equals("sitestate.yaml") ? SiteState.class : FailbackPlan.class;
      Object read = Serialization.unmarshal(BeforeUpgrade.read(object), kind);
      JsonNode told = JSON.readTree(Serialization.asJson(read));

      assertThat(missing(YAML.readTree(BeforeUpgrade.read(object)), told)).as(object).isEmpty();
      if (read instanceof FailbackPlan plan) {
        assertThat(plan.getStatus().isUnderstood()).isTrue();
      }
    }
  }

  /** The examples have the names that the objects have too. */
  private static String renamed(String yaml) {
    return yaml.replaceAll("(?m)^(metadata: \\{name: |  name: )([a-z0-9-]+)", "$1example-$2");
  }

  private void writeStatus(String yaml) throws IOException {
    JsonNode object = YAML.readTree(yaml);
    ObjectNode status = JSON.createObjectNode().set("status", object.path("status"));
    done(
        kubectl(
            "",
            "patch",
            resource(yaml),
            object.at("/metadata/name").asText(),
            "--subresource=status",
            "--type=merge",
            "-p",
            status.toString()));
  }

  private JsonNode stored(String yaml) throws IOException {
    Lab.Kubectl got =
        kubectl(
            "",
            "get",
            resource(yaml),
            YAML.readTree(yaml).at("/metadata/name").asText(),
            "-o",
            "json");
    done(got);
    return JSON.readTree(got.output().replace(GROUP, OURS));
  }

  private static String resource(String yaml) {
    return (yaml.contains("\"FailbackPlan\"") ? "failbackplans." : "sitestates.") + GROUP;
  }

  private void established() {
    done(
        kubectl(
            "",
            "wait",
            "--for=condition=established",
            "--timeout=30s",
            "crd/failbackplans." + GROUP,
            "crd/sitestates." + GROUP));
  }

  private Lab.Kubectl apply(String yaml) {
    return kubectl(
        yaml.replace(OURS, GROUP),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--validate=strict",
        "-f",
        "-");
  }

  private Lab.Kubectl kubectl(String input, String... arguments) {
    return lab.kubectl(input, namespace, arguments);
  }

  private static void done(Lab.Kubectl kubectl) {
    assertThat(kubectl.exitCode()).as(kubectl.output()).isZero();
  }

  /** What of one is not, or is otherwise, in the other; what the API server writes aside. */
  private static List<String> missing(JsonNode one, JsonNode other) {
    List<String> found = new ArrayList<>();
    compare("", one, other, found);
    found.removeIf(path -> path.matches("\\.metadata\\.(managedFields|resourceVersion).*"));
    return found;
  }

  private static void compare(String at, JsonNode one, JsonNode other, List<String> found) {
    if (one.isObject()) {
      one.properties()
          .forEach(
              field ->
                  compare(
                      at + "." + field.getKey(),
                      field.getValue(),
                      other.path(field.getKey()),
                      found));
    } else if (one.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare("%s[%d]".formatted(at, i), one.get(i), other.path(i), found);
      }
    } else if (!one.equals(other)) {
      found.add("%s was %s and is %s".formatted(at, one, other));
    }
  }
}
