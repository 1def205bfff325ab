package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.report.ChainVerifier;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.RecordJson;
import io.pra.failback.report.ReportName;
import io.pra.failback.report.SealedReport;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The ConfigMaps in which records, reports and runbooks are kept. */
final class ReportStore {
  static final String EPISODE = "episode";
  static final String ON_DEMAND = "on-demand";
  static final String JOURNAL = "journal";
  static final String RUNBOOK = "runbook";
  static final String SHA256 = "failback.pra.io/sha256";

  static final String RECORD = "record.json";

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String US = "failback-operator";

  /** Each may be near 1 MiB, and the heap is small. */
  private static final long AT_ONCE = 5;

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(US)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  ReportStore(KubernetesClient client) {
    this.client = client;
  }

  /** The plan as the API server has it now; empty if it is gone, or is another one. */
  Optional<FailbackPlan> plan(FailbackPlan plan) {
    FailbackPlan now = client.resource(plan).get();
    boolean same = now != null && now.getMetadata().getUid().equals(plan.getMetadata().getUid());
    return same ? Optional.of(now) : Optional.empty();
  }

  Optional<ConfigMap> find(Key key) {
    return Optional.ofNullable(
        client.configMaps().inNamespace(key.namespace()).withName(key.name()).get());
  }

  /**
   * The record of an episode as it was last kept while it grew.
   *
   * @param name of the ConfigMap
   */
  Optional<EpisodeRecord> journal(Key plan, String name) {
    return find(plan.sibling(name))
        .filter(found -> isOurs(found, JOURNAL, plan))
        .map(found -> found.getData() == null ? null : found.getData().get(RECORD))
        .flatMap(text -> RecordJson.read(text, EpisodeRecord.class))
        .filter(record -> record.subject() != null && record.standing() != null);
  }

  /** One of ours, of a kind. */
  static boolean isOurs(ConfigMap map, String kind, Key plan) {
    Map<String, String> labels = map.getMetadata().getLabels();
    return labels != null
        && kind.equals(labels.get(ReportName.KIND_LABEL))
        && ReportName.label(plan.name()).equals(labels.get(ReportName.PLAN_LABEL));
  }

  /** A ConfigMap of ours about a plan. */
  static ConfigMapBuilder about(Key plan, String name, String kind, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(plan.namespace())
        .withName(name)
        .withLabels(
            Map.of(
                MANAGED_BY,
                US,
                ReportName.PLAN_LABEL,
                ReportName.label(plan.name()),
                ReportName.KIND_LABEL,
                kind))
        .endMetadata()
        .withData(data);
  }

  /** Writes it once and for all; false if there is one of that name. */
  boolean create(ConfigMap map) {
    try {
      client.resource(map).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Writes one that changes.
   *
   * @throws IllegalStateException if somebody else's ConfigMap has the name
   */
  void put(Key plan, ConfigMap map, String kind) {
    Key key = Key.of(map);
    Optional<ConfigMap> before = find(key);
    if (before.isPresent() && !isOurs(before.get(), kind, plan)) {
      throw new IllegalStateException(
          "ConfigMap %s is there and is not the operator's. Next: rename it".formatted(key.name()));
    }
    if (before.isEmpty() || !Objects.equals(before.get().getData(), map.getData())) {
      client.resource(map).patch(APPLY);
    }
  }

  /** All records of plans of this name, read one after the other. */
  List<ChainVerifier.Stored> records(Key plan) {
    List<ChainVerifier.Stored> all = new ArrayList<>();
    String next = null;
    do {
      ConfigMapList page =
          client
              .configMaps()
              .inNamespace(plan.namespace())
              .withLabel(ReportName.PLAN_LABEL, ReportName.label(plan.name()))
              .withLabel(ReportName.KIND_LABEL, EPISODE)
              .list(new ListOptionsBuilder().withLimit(AT_ONCE).withContinue(next).build());
      page.getItems().forEach(map -> all.add(stored(plan, map)));
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return all;
  }

  static ChainVerifier.Stored stored(Key plan, ConfigMap map) {
    return ChainVerifier.Stored.of(
        plan.namespace(),
        plan.name(),
        map.getMetadata().getName(),
        Boolean.TRUE.equals(map.getImmutable()),
        files(map));
  }

  static SealedReport files(ConfigMap map) {
    return SealedReport.of(map.getData() == null ? Map.of() : map.getData());
  }
}
