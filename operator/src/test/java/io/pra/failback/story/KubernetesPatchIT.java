package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cutover that turns a Service round, with the operator's own rights at a real API server. */
class KubernetesPatchIT {
  /** What the Kubernetes client waits for an answer, and a little. */
  private static final Duration CLIENT_GIVES_UP = Duration.ofSeconds(13);

  private static final String COMPONENT = "patch-services";
  private static final String TO_RBX = "{spec: {selector: {site: rbx}}}";

  private static final String DNS_ENDPOINTS_NAME = "dnsendpoints.externaldns.k8s.io";

  /** As external-dns has it, as far as this needs it. */
  private static final String DNS_ENDPOINTS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: dnsendpoints.externaldns.k8s.io
        annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
      spec:
        group: externaldns.k8s.io
        names: {kind: DNSEndpoint, listKind: DNSEndpointList, plural: dnsendpoints, singular: dnsendpoint}
        scope: Namespaced
        versions:
        - name: v1alpha1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    endpoints:
                      type: array
                      items:
                        type: object
                        properties:
                          dnsName: {type: string}
                          recordTTL: {type: integer, format: int64}
                          recordType: {type: string}
                          targets: {type: array, items: {type: string}}
      """;

  @RegisterExtension
  @Order(1)
  final ApiProxy api = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(api.kubeconfig()));

  @BeforeEach
  void theServiceSelectsTheRecovery() {
    Lab.shared()
        .admin()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("erp")
                .withNamespace(story.namespace)
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "erp", "site", "sbg"))
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build())
        .create();
    story.rights.areGivenBy(COMPONENT);
  }

  @AfterEach
  void takeBack() {
    story.rights.areTakenBack(COMPONENT);
  }

  private static PlanFixture cutover(String apiVersion, String kind, String patch) {
    return PlanFixture.erp()
        .with(
            """
            cutover:
              - id: traffic
                timeoutSeconds: 2
                intervalSeconds: 1
                kubernetesPatch: {apiVersion: %s, kind: %s, name: erp, patch: "%s"}
            """
                .formatted(apiVersion, kind, patch));
  }

  private Service service() {
    return Lab.shared().admin().services().inNamespace(story.namespace).withName("erp").get();
  }

  private String site() {
    return service().getSpec().getSelector().get("site");
  }

  private static boolean isAboutTheService(ApiProxy.Call call) {
    return call.path().matches(".*/services/erp(\\?.*)?");
  }

  private static boolean isDryRun(ApiProxy.Call call) {
    return isAboutTheService(call) && call.path().contains("dryRun=All");
  }

  private static boolean isPatch(ApiProxy.Call call) {
    return isAboutTheService(call) && call.method().equals("PATCH") && !isDryRun(call);
  }

  /** The patches that reached the API server, whatever the operator has learned of them. */
  private List<ApiProxy.Call> patches() {
    return api.calls().stream().filter(KubernetesPatchIT::isPatch).toList();
  }

  private static ActionStatus action(LivePlan plan) {
    return plan.status().actions().get(0);
  }

  private void completes(LivePlan plan) {
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(service().getSpec().getSelector())
        .containsExactlyInAnyOrderEntriesOf(Map.of("app", "erp", "site", "rbx"));
    assertThat(action(plan).state()).isEqualTo(ActionState.Succeeded);
  }

  @Test
  void aWholeFailbackTurnsTheServiceRound() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    assertThat(site()).isEqualTo("sbg");
    String before = service().getMetadata().getResourceVersion();

    story.approves(plan);

    completes(plan);
    assertThat(action(plan).message()).isEqualTo("Service erp is patched");
    assertThat(service().getMetadata().getResourceVersion()).isNotEqualTo(before);
    assertThat(service().getMetadata().getManagedFields())
        .anySatisfy(
            entry -> {
              assertThat(entry.getManager()).isEqualTo("failback-operator");
              assertThat(entry.getFieldsV1().toString()).contains("f:selector");
            });
  }

  @Test
  void whatIsDoneAlreadyIsNotWrittenAgain() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    Lab.shared()
        .admin()
        .services()
        .inNamespace(story.namespace)
        .withName("erp")
        .edit(
            now ->
                new ServiceBuilder(now).editSpec().addToSelector("site", "rbx").endSpec().build());
    String before = service().getMetadata().getResourceVersion();

    story.approves(plan);

    completes(plan);
    assertThat(action(plan).message()).isEqualTo("Service erp is as it must be");
    assertThat(service().getMetadata().getResourceVersion()).isEqualTo(before);
  }

  @Test
  void withoutTheRightThePlanSaysWhichComponentGivesIt() {
    story.rights.areTakenBack(COMPONENT);
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains(
            "the operator may not get services in namespace %s: apply deploy/components/patch-services"
                .formatted(story.namespace));
    assertThat(site()).isEqualTo("sbg");

    story.rights.areGivenBy(COMPONENT);
    completes(plan);
  }

  @Test
  void aFieldThatTheKindDoesNotHaveIsRefused() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", "{spec: {selectors: {a: b}}}"));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("the API server answers 422: ", "unknown field \"spec.selectors\"");
    assertThat(site()).isEqualTo("sbg");
  }

  @Test
  void theEndpointsOfASliceAreReplaced() {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: erp}
        addressType: IPv4
        ports: [{port: 443}]
        endpoints: [{addresses: [198.51.100.10]}, {addresses: [198.51.100.11]}]
        """);
    LivePlan plan =
        story.awaitsApproval(
            cutover(
                "discovery.k8s.io/v1",
                "EndpointSlice",
                "{endpoints: [{addresses: [192.0.2.10]}]}"));
    assertThat(read("endpointslice", "{.endpoints[*].addresses[*]}"))
        .isEqualTo("198.51.100.10 198.51.100.11");

    story.approves(plan);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(read("endpointslice", "{.endpoints[*].addresses[*]}")).isEqualTo("192.0.2.10");
    assertThat(read("endpointslice", "{.ports[*].port}")).isEqualTo("443");
  }

  @Test
  void aNameOfExternalDnsIsTurnedRound() {
    apply(DNS_ENDPOINTS);
    try {
      kubectl("wait", "--for=condition=established", "--timeout=30s", "crd/" + DNS_ENDPOINTS_NAME);
      story.rights.areGivenBy("patch-dnsendpoints");
      apply(
          """
          apiVersion: externaldns.k8s.io/v1alpha1
          kind: DNSEndpoint
          metadata: {name: erp}
          spec: {endpoints: [{dnsName: erp.example, recordType: A, recordTTL: 60, targets: [198.51.100.10]}]}
          """);
      LivePlan plan =
          story.awaitsApproval(
              cutover(
                  "externaldns.k8s.io/v1alpha1",
                  "DNSEndpoint",
                  "{spec: {endpoints: [{dnsName: erp.example, recordType: A, recordTTL: 60, targets: [192.0.2.10]}]}}"));

      story.approves(plan);

      plan.await(Phase.Completed);
      story.referee.permitOnly(PRIMARY_RUNS);
      assertThat(read("dnsendpoint", "{.spec.endpoints[*].targets[*]}")).isEqualTo("192.0.2.10");
      assertThat(action(plan).message()).isEqualTo("DNSEndpoint erp is patched");
    } finally {
      story.rights.areTakenBack("patch-dnsendpoints");
      kubectl("delete", "crd", DNS_ENDPOINTS_NAME);
    }
  }

  private void apply(String yaml) {
    done(Lab.shared().kubectl(yaml, story.namespace, "apply", "-f", "-"));
  }

  private void kubectl(String... arguments) {
    done(Lab.shared().kubectl("", story.namespace, arguments));
  }

  private String read(String kind, String path) {
    return done(
        Lab.shared().kubectl("", story.namespace, "get", kind, "erp", "-o", "jsonpath=" + path));
  }

  private static String done(Lab.Kubectl kubectl) {
    assertThat(kubectl.exitCode()).as(kubectl.output()).isZero();
    return kubectl.output().strip();
  }

  @Test
  void aKindThatIsNotServedIsNamed() {
    LivePlan plan =
        story.awaitsApproval(cutover("externaldns.k8s.io/v1alpha1", "DNSEndpoint", TO_RBX));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("DNSEndpoint");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killedBetweenIntentAndResultItIsPatchedOnceAllTheSame(boolean patched) {
    story.operator.stop();
    OperatorProcess killed = new OperatorProcess("killed", api.kubeconfig());
    killed.start(story.namespace);
    try {
      LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
      CountDownLatch dead = new CountDownLatch(1);
      api.onAnswered(
          call -> {
            if (patched ? isPatch(call) : isDryRun(call)) {
              killed.kill();
              dead.countDown();
            }
          });
      story.approves(plan);

      await("it is killed").until(() -> dead.getCount() == 0);
      assertThat(action(plan).state()).isEqualTo(ActionState.Running);
      assertThat(site()).isEqualTo(patched ? "rbx" : "sbg");
      api.onAnswered(call -> {});
      String version = service().getMetadata().getResourceVersion();
      story.operator.start(story.namespace);

      completes(plan);
      assertThat(patches()).hasSize(1);
      assertThat(action(plan).message())
          .isEqualTo(patched ? "Service erp is as it must be" : "Service erp is patched");
      assertThat(service().getMetadata().getResourceVersion().equals(version)).isEqualTo(patched);
    } finally {
      killed.kill();
    }
  }

  @Test
  void anApiServerThatIsTooSlowIsGivenUpAndNothingIsPatched() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    api.keepsBack(KubernetesPatchIT::isAboutTheService);
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("action traffic was not done: the API server did not answer within 2 s");
    assertThat(site()).isEqualTo("sbg");
    assertThat(patches()).isEmpty();

    api.behaves();
    completes(plan);
    assertThat(patches()).hasSize(1);
  }

  @Test
  void aPatchWhoseAnswerDoesNotComeIsLookedForAndNotRepeated() {
    LivePlan plan = story.awaitsApproval(cutover("v1", "Service", TO_RBX));
    api.keepsBack(call -> isAboutTheService(call) && !patches().isEmpty());
    story.approves(plan);

    plan.awaitStalled("ActionOutcomeUnknown");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("its effect cannot be looked for: the API server did not answer within 2 s");
    assertThat(site()).isEqualTo("rbx");
    String version = service().getMetadata().getResourceVersion();

    await("its client gives up, too, and does not ask once more by itself")
        .during(CLIENT_GIVES_UP)
        .atMost(CLIENT_GIVES_UP.multipliedBy(2))
        .until(() -> patches().size() == 1);
    api.behaves();
    completes(plan);
    assertThat(action(plan).message()).isEqualTo("Service erp is as it must be");
    assertThat(patches()).hasSize(1);
    assertThat(service().getMetadata().getResourceVersion()).isEqualTo(version);
  }
}
