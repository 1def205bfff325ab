package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.Lab.Kubectl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server and kubectl make of plans and sites that are right, or nearly so. */
class ServedSchemaIT {
  private static final String MINIMAL_PLAN =
      """
      apiVersion: failback.pra.io/v1alpha1
      kind: FailbackPlan
      metadata: {name: erp}
      spec:
        primary: {siteRef: {name: rbx}}
        recovery: {siteRef: {name: sbg}}
        waves:
          - name: databases
            virtualMachines: ["mysql-*"]
            readiness: [{id: up, title: Up, tcp: {host: mysql-01, port: 3306}}]
        checklist: [{id: health, title: Health, http: {url: "http://erp.example"}}]
        cutover: [{id: dns, title: DNS, http: {url: "http://dns.example"}}]
      """;
  private static final String MINIMAL_SITE =
      """
      apiVersion: failback.pra.io/v1alpha1
      kind: SiteState
      metadata: {name: rbx}
      spec:
        vcenter:
          url: https://vcenter.rbx.example/sdk
          credentialsSecretRef: {name: vcenter-rbx}
        virtualMachines: {names: ["mysql-*"]}
      """;

  private static Lab lab;
  private String namespace;

  @BeforeAll
  static void startLab() {
    lab = Lab.shared();
  }

  @BeforeEach
  void useANamespaceOfItsOwn() {
    namespace = lab.newNamespace("schema");
  }

  static List<Path> examples() {
    return Examples.filesOf(Examples.folder());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void anExampleIsAcceptedStrictly(Path file) {
    Kubectl kubectl =
        kubectl("", "apply", "--dry-run=server", "--validate=strict", "-f", file.toString());

    assertThat(kubectl.exitCode()).as(kubectl.output()).isZero();
  }

  @Test
  void aMisspeltFieldIsRefusedByApply() {
    Kubectl kubectl = apply(MINIMAL_PLAN + "  guards: {hold: PowerOff}\n");

    assertThat(kubectl.exitCode()).isNotZero();
    assertThat(kubectl.output()).contains("strict decoding error: unknown field \"spec.guards\"");
  }

  @Test
  void aMisspeltFieldIsDroppedByPatchWithAWarning() {
    apply(MINIMAL_PLAN);

    Kubectl kubectl =
        kubectl("", "patch", "fbp", "erp", "--type=merge", "-p", "{\"spec\":{\"aprovals\":{}}}");

    assertThat(kubectl.output()).contains("Warning: unknown field \"spec.aprovals\"");
  }

  @Test
  void theServerFillsInTheDefaultsOfTheRecords() {
    apply(MINIMAL_PLAN);
    apply(MINIMAL_SITE);

    assertThat(servedSpec("fbp", "erp"))
        .isEqualTo(specOfTheRecord(read(FailbackPlan.class, "erp")));
    assertThat(servedSpec("site", "rbx")).isEqualTo(specOfTheRecord(read(SiteState.class, "rbx")));
  }

  @Test
  void everyFieldIsKept() {
    FailbackPlanStatus planStatus = Samples.filled(FailbackPlanStatus.class);
    SiteStateStatus siteStatus = Samples.filled(SiteStateStatus.class);
    apply(Samples.PLAN);
    apply(Samples.SITE);
    writeStatus(new FailbackPlan(), "erp", planStatus);
    writeStatus(new SiteState(), "rbx", siteStatus);

    FailbackPlan plan = read(FailbackPlan.class, "erp");
    SiteState site = read(SiteState.class, "rbx");

    assertThat(plan.getSpec())
        .isEqualTo(ApiJson.serialization().unmarshal(Samples.PLAN, FailbackPlan.class).getSpec());
    assertThat(plan.getStatus()).isEqualTo(planStatus);
    assertThat(site.getSpec())
        .isEqualTo(ApiJson.serialization().unmarshal(Samples.SITE, SiteState.class).getSpec());
    assertThat(site.getStatus()).isEqualTo(siteStatus);
  }

  @Test
  void getTellsTheSituationInOneLine() {
    apply(MINIMAL_PLAN);
    apply(MINIMAL_SITE);
    patchStatus(
        "fbp/erp",
        """
        {"status": {"phase": "AwaitingApproval", "authority": "Recovery", "held": "6/6",
          "dualActive": "False", "approvers": "alice", "message": "1 more approval is needed"}}
        """);
    patchStatus(
        "site/rbx",
        """
        {"status": {"activity": "Mixed", "message": "mysql-01 runs",
          "virtualMachines": {"total": 12, "poweredOn": 1, "suspended": 9, "poweredOff": 2},
          "conditions": [{"type": "Ready", "status": "True"},
                         {"type": "Reachable", "status": "Unknown"}]}}
        """);

    assertThat(table(kubectl("", "get", "fbp").output()))
        .isEqualTo(
            """
            NAME|PHASE|AUTHORITY|HELD|DUAL-ACTIVE|APPROVED-BY|MESSAGE|AGE
            erp|AwaitingApproval|Recovery|6/6|False|alice|1 more approval is needed|#s
            """);
    assertThat(table(kubectl("", "get", "site").output()))
        .isEqualTo(
            """
            NAME|ACTIVITY|OBSERVED|VMS|ON|SUSPENDED|OFF|REACHABLE|MESSAGE|AGE
            rbx|PlanDriven|Mixed|12|1|9|2|Unknown|mysql-01 runs|#s
            """);
  }

  @Test
  void explainTellsMeaningUnitAndDefault() {
    // The API server publishes the schema of a new CRD a moment after it serves it.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        kubectl("", "explain", "failbackplan.spec.waves.timeoutSeconds").output())
                    .contains("Seconds that the wave may take to become ready", "Default: 600"));
  }

  private Kubectl apply(String yaml) {
    return kubectl(yaml, "apply", "-f", "-");
  }

  private Kubectl kubectl(String input, String... arguments) {
    return lab.kubectl(input, namespace, arguments);
  }

  private void patchStatus(String object, String json) {
    Kubectl kubectl =
        kubectl("", "patch", object, "--subresource=status", "--type=merge", "-p", json);
    assertThat(kubectl.exitCode()).as(kubectl.output()).isZero();
  }

  private <R extends CustomResource<?, ?>> R read(Class<R> kind, String name) {
    return lab.admin().resources(kind).inNamespace(namespace).withName(name).get();
  }

  /** As the operator does it: server-side apply of a fresh object through the subresource. */
  private <T, R extends CustomResource<?, T>> void writeStatus(R fresh, String name, T status) {
    fresh.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    fresh.setStatus(status);
    lab.admin()
        .resource(fresh)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("failback-operator")
                .withForce(true)
                .build());
  }

  private JsonNode servedSpec(String kind, String name) {
    return specIn(kubectl("", "get", kind, name, "-o", "json").output());
  }

  private static JsonNode specOfTheRecord(CustomResource<?, ?> resource) {
    return withoutEmptyValues(specIn(ApiJson.serialization().asJson(resource)));
  }

  private static JsonNode specIn(String json) {
    return ApiJson.serialization().unmarshal(json, JsonNode.class).get("spec");
  }

  /** Lists, maps and texts that are empty in a record are absent on the server. */
  private static JsonNode withoutEmptyValues(JsonNode node) {
    for (Iterator<JsonNode> children = node.iterator(); children.hasNext(); ) {
      JsonNode child = withoutEmptyValues(children.next());
      if (child.isContainerNode()
          ? child.isEmpty()
          : child.isTextual() && child.asText().isEmpty()) {
        children.remove();
      }
    }
    return node;
  }

  /** Columns parted by a bar, and any age as #s. */
  private static String table(String output) {
    return output.replaceAll(" {2,}", "|").replaceAll("\\b\\d+s(?=\\n|$)", "#s") + "\n";
  }
}
