package io.pra.failback.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server takes what is shipped, and what is shipped asks for no more than it says. */
class InstallationIT {
  private static final String SYSTEM = "failback-system";
  private static final String POD = "Deployment failback-system/failback-operator";

  /** Stands for the operator's account; its own has other rights in other tests. */
  private static final String ACCOUNT = "failback-operator-snapshot";

  private static final Lab LAB = Lab.shared();
  private static final Path BASE = Lab.root().resolve("deploy/base");
  private static String elsewhere;

  @BeforeAll
  static void prepare() throws IOException {
    done(LAB.kubectl(read("namespace.yaml"), SYSTEM, "apply", "-f", "-"));
    done(LAB.kubectl(read("priorityclass.yaml"), SYSTEM, "apply", "-f", "-"));
    done(LAB.kubectl(rightsOfTheSnapshot(), SYSTEM, "apply", "-f", "-"));
    elsewhere = LAB.newNamespace("installation");
    await("the rights are given").until(() -> may("list", "sitestates.failback.pra.io", elsewhere));
  }

  @AfterAll
  static void cleanUp() throws IOException {
    done(LAB.kubectl(rightsOfTheSnapshot(), SYSTEM, "delete", "-f", "-"));
    done(LAB.kubectl(read("priorityclass.yaml"), SYSTEM, "delete", "-f", "-"));
  }

  private static String read(String file) throws IOException {
    return Files.readString(BASE.resolve(file));
  }

  private static String rightsOfTheSnapshot() throws IOException {
    return String.join("---\n", read("rbac.yaml"), read("secrets.yaml"))
        .replace("name: failback-operator\n", "name: " + ACCOUNT + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "overlays/cluster", "overlays/single-namespace"})
  void theApiServerTakesItWithoutAWarning(String folder) {
    Lab.Kubectl applied =
        LAB.kubectl(
            Manifests.kustomized(folder),
            SYSTEM,
            "apply",
            "--dry-run=server",
            "--validate=strict",
            "-f",
            "-");

    done(applied);
    assertThat(applied.output()).doesNotContainIgnoringCase("warning").contains("deployment.apps");
  }

  @Test
  void itsPodsRunWherePodSecurityIsRestricted() throws IOException {
    ObjectNode pod = pod();
    assertThat(create(pod).output()).contains("pod/failback-operator created");

    ((ObjectNode) pod.path("spec").path("securityContext")).put("runAsNonRoot", false);
    assertThat(create(pod).output())
        .contains("violates PodSecurity \"restricted")
        .contains("runAsNonRoot");
  }

  private static ObjectNode pod() {
    JsonNode template =
        Manifests.objects(Manifests.kustomized(".")).get(POD).path("spec").path("template");
    ObjectNode pod = new ObjectMapper().createObjectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", "failback-operator").put("namespace", SYSTEM);
    ObjectNode spec = template.path("spec").deepCopy();
    pod.set("spec", spec.put("serviceAccountName", ACCOUNT));
    return pod;
  }

  private static Lab.Kubectl create(ObjectNode pod) {
    return LAB.kubectl(pod.toString(), SYSTEM, "create", "--dry-run=server", "-f", "-");
  }

  /** A right that is new, or gone, is to be seen in a review: in effective-rules.txt. */
  @Test
  void itsEffectiveRulesAreThoseOfTheSnapshot() throws IOException {
    String rules =
        LAB.kubectl("", elsewhere, "auth", "can-i", "--list", "--no-headers", as())
            .output()
            .lines()
            .filter(line -> !line.contains("selfsubject") && !line.startsWith(" "))
            .map(line -> line.strip().replaceAll(" {2,}", "  "))
            .sorted()
            .reduce("", (all, line) -> all + line + "\n");

    try (var snapshot = InstallationIT.class.getResourceAsStream("effective-rules.txt")) {
      String expected =
          new String(Objects.requireNonNull(snapshot).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(rules).isEqualTo(expected);
    }
    assertThat(rules).doesNotContain("[*]");
  }

  @ParameterizedTest
  @CsvSource({
    "patch, failbackplans.failback.pra.io",
    "update, failbackplans.failback.pra.io",
    "delete, failbackplans.failback.pra.io",
    "approve, failbackplans.failback.pra.io",
    "approve-for, failbackplans.failback.pra.io",
    "delete, sitestates.failback.pra.io",
    "approve, sitestates.failback.pra.io",
    "get, secrets",
    "list, secrets",
    "watch, secrets",
    "create, secrets",
    "patch, secrets",
    "delete, configmaps",
    "create, pods",
    "create, pods/exec",
    "create, jobs.batch",
    "patch, services",
    "patch, deployments.apps",
    "create, clusterroles.rbac.authorization.k8s.io",
    "escalate, clusterroles.rbac.authorization.k8s.io",
    "impersonate, users",
    "create, serviceaccounts/token",
    "patch, validatingadmissionpolicies.admissionregistration.k8s.io",
    "delete, validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "list, nodes"
  })
  void whatItMustNotDoItMayNot(String verb, String resource) {
    assertThat(may(verb, resource, elsewhere)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "list", "watch"})
  void secretsAreReadByNamespace(String verb) {
    assertThat(may(verb, "secrets", SYSTEM)).isTrue();
    assertThat(may(verb, "secrets", elsewhere)).isFalse();
  }

  @Test
  void theSingleNamespaceTakesNoRightAndGivesNone() {
    Map<String, JsonNode> cluster = Manifests.objects(Manifests.kustomized("."));
    Map<String, JsonNode> single =
        Manifests.objects(Manifests.kustomized("overlays/single-namespace"));
    List<JsonNode> parts = new ArrayList<>(rules(single.get("ClusterRole /failback-operator")));
    assertThat(parts)
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.path("apiGroups").toString())
                    .isEqualTo("[\"admissionregistration.k8s.io\"]"));
    parts.addAll(rules(single.get("Role failback-system/failback-operator")));

    assertThat(parts)
        .containsExactlyInAnyOrderElementsOf(rules(cluster.get("ClusterRole /failback-operator")));
  }

  private static List<JsonNode> rules(JsonNode role) {
    List<JsonNode> rules = new ArrayList<>();
    role.path("rules").forEach(rules::add);
    return rules;
  }

  @Test
  void theChartMakesTheSameObjects() {
    same(Manifests.charted("createNamespace=true"), Manifests.kustomized("."));
    same(
        Manifests.charted("createNamespace=true", "namespaces={failback-system}"),
        Manifests.kustomized("overlays/single-namespace"));
  }

  @ParameterizedTest
  @CsvSource({
    "namespaces={prod}, failback-operator",
    "namespaces={prod}, failback-operator-secrets",
    "secretNamespaces={prod}, failback-operator-secrets"
  })
  void theChartBindsRightsInTheNamespacesThatItIsTold(String value, String name) {
    Map<String, JsonNode> objects = Manifests.objects(Manifests.charted(value));

    assertThat(objects.keySet())
        .filteredOn(key -> key.startsWith("RoleBinding ") && key.endsWith("/" + name))
        .containsExactly("RoleBinding failback-system/" + name, "RoleBinding prod/" + name);
    assertThat(objects.get("RoleBinding prod/" + name).at("/subjects/0/namespace").asText())
        .isEqualTo(SYSTEM);
  }

  private static void same(String chart, String kustomization) {
    Map<String, JsonNode> objects = Manifests.objects(chart);
    Map<String, JsonNode> others = Manifests.objects(kustomization);
    assertThat(new TreeSet<>(objects.keySet())).isEqualTo(new TreeSet<>(others.keySet()));
    objects.forEach((name, object) -> assertThat(object).as(name).isEqualTo(others.get(name)));
  }

  private static boolean may(String verb, String resource, String namespace) {
    String[] parts = resource.split("/", -1);
    List<String> arguments = new ArrayList<>(List.of("auth", "can-i", verb, parts[0], as()));
    if (parts.length > 1) {
      arguments.add("--subresource=" + parts[1]);
    }
    return LAB.kubectl("", namespace, arguments.toArray(String[]::new)).output().endsWith("yes");
  }

  private static String as() {
    return "--as=system:serviceaccount:" + SYSTEM + ":" + ACCOUNT;
  }

  private static void done(Lab.Kubectl kubectl) {
    assertThat(kubectl.exitCode()).as(kubectl.output()).isZero();
  }
}
