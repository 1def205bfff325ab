package io.pra.failback.harness;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.ReportHead;
import io.pra.failback.lab.Lab;
import io.pra.failback.report.ChainVerifier;
import io.pra.failback.report.SealedReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The ConfigMaps that an auditor, or somebody who would rather there were none, gets at. */
public final class Archive {
  private final KubernetesClient client = Lab.shared().admin();
  private final LivePlan plan;

  public Archive(LivePlan plan) {
    this.plan = plan;
  }

  public ConfigMap find(String name) {
    return client.configMaps().inNamespace(plan.namespace()).withName(name).get();
  }

  public List<ConfigMap> records() {
    return client
        .configMaps()
        .inNamespace(plan.namespace())
        .withLabels(
            Map.of("failback.pra.io/plan", plan.name(), "failback.pra.io/record", "episode"))
        .list()
        .getItems();
  }

  public SealedReport report(String name) {
    return SealedReport.of(find(name).getData());
  }

  /** As an auditor verifies it, with the head that the plan's status has. */
  public ChainVerifier.Finding verify() {
    ReportHead head = plan.status().reports().head();
    return ChainVerifier.verify(
        records().stream()
            .map(
                map ->
                    ChainVerifier.Stored.of(
                        plan.namespace(),
                        plan.name(),
                        map.getMetadata().getName(),
                        Boolean.TRUE.equals(map.getImmutable()),
                        SealedReport.of(map.getData())))
            .toList(),
        Optional.ofNullable(head)
            .map(one -> new ChainVerifier.Head(one.name(), one.sequence(), one.sha256())));
  }

  /** An immutable ConfigMap cannot be edited, but it can be deleted and made anew. */
  public void forges(String name, UnaryOperator<String> edit) {
    ConfigMap was = find(name);
    client.resource(was).delete();
    ConfigMap forged =
        new ConfigMapBuilder(was)
            .editMetadata()
            .withUid(null)
            .withResourceVersion(null)
            .endMetadata()
            .build();
    forged.getData().replaceAll((file, text) -> edit.apply(text));
    client.resource(forged).create();
  }

  public void annotates(String value) {
    client
        .resource(plan.reference())
        .patch(
            io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"failback.pra.io/report\":\"%s\"}}}"
                .formatted(value));
  }

  /** What the status says before an operator that was killed had told it of a record. */
  public void forgetsRecord(String due) {
    client
        .resource(plan.now())
        .subresource("status")
        .patch(
            io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
            "{\"status\":{\"reports\":{\"head\":null,\"due\":[{\"id\":\"%s\",\"since\":\"2026-01-01T00:00:00Z\"}]}}}"
                .formatted(due));
  }
}
