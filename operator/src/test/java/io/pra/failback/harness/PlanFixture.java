package io.pra.failback.harness;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan to be applied: the ERP of the decision record, quick, with what a test adds to it. */
public final class PlanFixture {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String ERP =
      """
      primary: {siteRef: {name: rbx}}
      recovery: {siteRef: {name: sbg}}
      waves:
        - {name: databases, virtualMachines: ["mysql-*"]}
        - {name: applications, virtualMachines: ["docker-*"]}
      failoverDetectionSeconds: 1
      recoveryShutdown: {guestShutdownSeconds: 5}
      """;

  private final Map<String, Object> spec;

  private PlanFixture(Map<String, Object> spec) {
    this.spec = spec;
  }

  /** MySQL before Docker, no checks, one approval, no overlap; a failover is believed after 1 s. */
  public static PlanFixture erp() {
    return new PlanFixture(read(ERP));
  }

  /** The same, in which MySQL must answer before Docker starts. */
  public static PlanFixture databasesAnswer(String url) {
    return databasesAnswer(url, "");
  }

  /**
   * The same with the time that MySQL has for that.
   *
   * @param timeoutSeconds of the first wave
   */
  public static PlanFixture databasesAnswer(String url, int timeoutSeconds) {
    return databasesAnswer(url, "timeoutSeconds: %d, ".formatted(timeoutSeconds));
  }

  private static PlanFixture databasesAnswer(String url, String more) {
    return erp()
        .with(
            """
            waves:
              - {name: databases, virtualMachines: ["mysql-*"], %sreadiness: [{id: mysql-up, intervalSeconds: 1, http: {url: "%s"}}]}
              - {name: applications, virtualMachines: ["docker-*"]}
            """
                .formatted(more, url));
  }

  /** The same with fields of {@code spec}, in YAML, each of which replaces the one of its name. */
  public PlanFixture with(String yaml) {
    Map<String, Object> changed = new LinkedHashMap<>(spec);
    changed.putAll(read(yaml));
    return new PlanFixture(changed);
  }

  /** The whole object. */
  public GenericKubernetesResource named(String name, String namespace) {
    GenericKubernetesResource plan = new GenericKubernetesResource();
    plan.setApiVersion("failback.pra.io/v1alpha1");
    plan.setKind("FailbackPlan");
    plan.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    plan.setAdditionalProperty("spec", spec);
    return plan;
  }

  private static Map<String, Object> read(String yaml) {
    return YAML.unmarshal(
        new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
        new TypeReference<Map<String, Object>>() {});
  }
}
