package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteState;
import io.pra.failback.harness.Policies;
import io.pra.failback.lab.Lab;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A plan in a namespace of its own, at a real API server with the policies and roles of {@code
 * deploy/policy}. Alice and bob may approve, carol edits, gitops writes for others; service
 * accounts have the shipped roles.
 */
abstract class AdmissionScene {
  static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  static final String SAYS_MAY_NOT = "may not write spec.approvals, signOffs, abort or";
  static final String SAYS_NOT_YOURS = "must be your own user name, which is ";
  static final Lab LAB = Lab.shared();
  private static final Policies POLICIES = new Policies(LAB);
  private static String probes;

  private final List<KubernetesClient> clients = new ArrayList<>();
  String namespace;
  FailbackPlan plan;

  @BeforeAll
  static void install() {
    probes = LAB.newNamespace("policies");
    POLICIES.install(probes);
  }

  @AfterAll
  static void remove() {
    POLICIES.remove(probes);
  }

  @BeforeEach
  void applyAPlan() {
    namespace = LAB.newNamespace("admission");
    plan = new FailbackPlan();
    plan.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("erp").build());
    creates(LAB.admin(), "");
  }

  @AfterEach
  void close() {
    clients.forEach(KubernetesClient::close);
  }

  final void creates(KubernetesClient client, String more) {
    client
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: failback.pra.io/v1alpha1
                kind: FailbackPlan
                metadata: {name: erp, namespace: %s}
                spec:
                  primary: {siteRef: {name: rbx}}
                  recovery: {siteRef: {name: sbg}}
                  waves: [{name: all, virtualMachines: ["*"]}]
                  %s
                """
                    .formatted(namespace, more)
                    .getBytes(StandardCharsets.UTF_8)))
        .create();
  }

  final KubernetesClient user(String name) {
    return opened(LAB.client(name));
  }

  final KubernetesClient opened(KubernetesClient client) {
    clients.add(client);
    return client;
  }

  /** A service account with a role, in the namespace of the plan, by its token. */
  final KubernetesClient account(String name, String role) {
    LAB.admin()
        .resource(
            new ServiceAccountBuilder()
                .withMetadata(
                    new ObjectMetaBuilder().withNamespace(namespace).withName(name).build())
                .build())
        .create();
    bind(name, "ClusterRole", role, "ServiceAccount", name);
    TokenRequest token =
        LAB.admin().serviceAccounts().inNamespace(namespace).withName(name).tokenRequest();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(LAB.admin().getMasterUrl().toString())
            .withCaCertData(LAB.admin().getConfiguration().getCaCertData())
            .withOauthToken(token.getStatus().getToken())
            .build();
    return opened(client(config));
  }

  static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(ApiJson.serialization())
        .build();
  }

  final void bind(String name, String kind, String role, String subjectKind, String subject) {
    LAB.admin()
        .resource(
            new RoleBindingBuilder()
                .withMetadata(
                    new ObjectMetaBuilder().withNamespace(namespace).withName(name).build())
                .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                .withSubjects(
                    new SubjectBuilder()
                        .withKind(subjectKind)
                        .withName(subject)
                        .withNamespace(subjectKind.equals("User") ? null : namespace)
                        .build())
                .build())
        .create();
  }

  final String accountName(String name) {
    return "system:serviceaccount:%s:%s".formatted(namespace, name);
  }

  final KubernetesClient impersonating(String by, String whom) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(LAB.info().kubeconfigs().get(by).toFile()))
            .withImpersonateUsername(whom)
            .build();
    return opened(client(config));
  }

  final void merges(KubernetesClient client, String spec) {
    client.resource(plan).patch(MERGE, "{\"spec\":%s}".formatted(spec));
  }

  static String approvalOf(String user) {
    return "{\"%s\":{\"request\":\"3f9c2a1b\"}}".formatted(user);
  }

  final void approves(KubernetesClient client, String user) {
    merges(client, "{\"approvals\":%s}".formatted(approvalOf(user)));
  }

  final void assertRefused(ThrowingCallable write, String... why) {
    FailbackPlan before = LAB.admin().resource(plan).get();
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403))
        .hasMessageContainingAll(why);
    assertThat(LAB.admin().resource(plan).get().getMetadata().getResourceVersion())
        .isEqualTo(before.getMetadata().getResourceVersion());
  }

  final Map<String, ?> approvals() {
    return LAB.admin().resource(plan).get().getSpec().approvals();
  }

  final SiteState site(String activity) {
    SiteState site = new SiteState();
    site.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("rbx").build());
    LAB.kubectl(
        """
        apiVersion: failback.pra.io/v1alpha1
        kind: SiteState
        metadata: {name: rbx}
        spec:
          vcenter: {url: "https://vcenter.example/sdk", credentialsSecretRef: {name: vcenter}}
          virtualMachines: {names: ["*"]}
          activity: %s
        """
            .formatted(activity),
        namespace,
        "apply",
        "-f",
        "-");
    return site;
  }
}
