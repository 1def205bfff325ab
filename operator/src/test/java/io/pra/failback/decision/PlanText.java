package io.pra.failback.decision;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The spec of a plan as people write it: YAML, changed by merge patches. */
public final class PlanText {
  private static final KubernetesSerialization YAML = ApiJson.serialization();

  /** A plan in which every phase waits for something. */
  static final String ERP =
      """
      primary: {siteRef: {name: rbx}}
      recovery: {siteRef: {name: sbg}}
      waves:
        - {name: databases, virtualMachines: ["mysql-*"], timeoutSeconds: 600,
           readiness: [{id: mysql-up, tcp: {host: mysql-01, port: 3306}}]}
        - {name: applications, virtualMachines: ["docker-*"]}
      checklist:
        - {id: rpo, stage: BeforeApproval, tcp: {host: zerto, port: 443}}
        - {id: ops-go, stage: BeforeApproval, manual: {}}
        - {id: smoke, stage: AfterActivation, http: {url: "http://erp"}}
        - {id: users, stage: AfterCutover, http: {url: "http://erp"}}
        - {id: post-mortem, stage: Closing, manual: {}}
      finalSync: [{id: sync, http: {url: "http://sync", verify: {url: "http://sync"}}}]
      cutover: [{id: dns, http: {url: "http://dns", verify: {url: "http://dns"}}}]
      reprotect: [{id: reverse, manual: {}}]
      """;

  /** The same with actions before and after its waves, of every manner. */
  private static final String WAVE_ACTIONS =
      """
      waves:
        - {name: databases, virtualMachines: ["mysql-*"], timeoutSeconds: 600,
           before: [{id: freeze, http: {url: "http://jobs", verify: {url: "http://jobs"}}}],
           readiness: [{id: mysql-up, tcp: {host: mysql-01, port: 3306}}],
           after: [{id: grants, http: {url: "http://mysql"}}, {id: warm, manual: {}}]}
        - {name: applications, virtualMachines: ["docker-*"],
           before: [{id: queue, blocking: false, http: {url: "http://queue"}}],
           after: [{id: thaw, http: {url: "http://jobs", verify: {url: "http://jobs"}}}]}
      """;

  private final Map<String, Object> first;
  private final Map<String, Object> tree;
  private FailbackPlanSpec spec;
  private FailbackPlanSpec withoutDrills;

  private PlanText(Map<String, Object> first, Map<String, Object> tree) {
    this.first = first;
    this.tree = tree;
  }

  public static PlanText erp() {
    return new PlanText(parse(ERP), parse(ERP));
  }

  static PlanText withWaveActions() {
    Map<String, Object> written = parse(ERP);
    written.putAll(parse(WAVE_ACTIONS));
    return new PlanText(written, parse(YAML.asJson(written)));
  }

  /** As {@code kubectl patch --type merge}: null removes a field. */
  public PlanText patch(String yaml) {
    merge(tree, parse(yaml));
    forget();
    return this;
  }

  /** A field as it was written first. */
  PlanText restore(String field) {
    tree.put(field, parse(YAML.asJson(first)).get(field));
    forget();
    return this;
  }

  public FailbackPlanSpec spec() {
    if (spec == null) {
      spec = YAML.convertValue(tree, FailbackPlanSpec.class);
    }
    return spec;
  }

  /** The same, had nobody ever wanted a drill. */
  FailbackPlanSpec withoutDrills() {
    if (withoutDrills == null) {
      Map<String, Object> edited = new LinkedHashMap<>(tree);
      edited.remove("mode");
      withoutDrills = YAML.convertValue(edited, FailbackPlanSpec.class);
    }
    return withoutDrills;
  }

  private void forget() {
    spec = null;
    withoutDrills = null;
  }

  PlanText copy() {
    return new PlanText(first, parse(YAML.asJson(tree)));
  }

  /** A plan without what people say during an episode. */
  @SuppressWarnings("unchecked")
  static FailbackPlanSpec approvable(FailbackPlanSpec spec) {
    Map<String, Object> plan = YAML.convertValue(spec, LinkedHashMap.class);
    List.of("approvals", "signOffs", "abort", "paused", "capacity", "mode", "drillEverySeconds")
        .forEach(plan::remove);
    return YAML.convertValue(plan, FailbackPlanSpec.class);
  }

  /** What a restarted operator reads back. */
  static FailbackPlanStatus reread(FailbackPlanStatus status) {
    return YAML.unmarshal(YAML.asJson(status), FailbackPlanStatus.class);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parse(String yaml) {
    return YAML.unmarshal(yaml, LinkedHashMap.class);
  }

  @SuppressWarnings("unchecked")
  private static void merge(Map<String, Object> into, Map<String, Object> patch) {
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            into.remove(key);
          } else if (value instanceof Map<?, ?> inner) {
            boolean known = into.get(key) instanceof Map<?, ?>;
            Map<String, Object> old =
                known ? (Map<String, Object>) into.get(key) : new LinkedHashMap<>();
            merge(old, (Map<String, Object>) inner);
            into.put(key, old);
          } else {
            into.put(key, value);
          }
        });
  }
}
