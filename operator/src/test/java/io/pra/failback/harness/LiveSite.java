package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.SiteStateStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A SiteState on the API server. */
public final class LiveSite {
  private final KubernetesClient client;
  private final SiteState reference = new SiteState();

  LiveSite(KubernetesClient client, String namespace, String name) {
    this.client = client;
    reference.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
  }

  SiteState reference() {
    return reference;
  }

  public SiteStateStatus status() {
    SiteState now = client.resource(reference).get();
    return now == null || now.getStatus() == null
        ? new SiteStateStatus(null, null, null, null, null, null, null, null)
        : now.getStatus();
  }

  public boolean isGone() {
    return client.resource(reference).get() == null;
  }

  /** What keeps it from being deleted. */
  public List<String> finalizers() {
    return client.resource(reference).get().getMetadata().getFinalizers();
  }

  public Optional<Condition> condition(String type) {
    return status().conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** Whether an Event about the site says this. */
  public boolean hasEvent(String reason, String part) {
    return client
        .v1()
        .events()
        .inNamespace(reference.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("SiteState"))
        .filter(
            event -> event.getInvolvedObject().getName().equals(reference.getMetadata().getName()))
        .anyMatch(event -> event.getReason().equals(reason) && event.getMessage().contains(part));
  }

  public void awaitCondition(String type, String status) {
    await("site %s: %s=%s".formatted(reference.getMetadata().getName(), type, status))
        .until(() -> condition(type).map(c -> c.getStatus().equals(status)).orElse(false));
  }

  /** Waits until the operator has seen the newest edit. */
  public void awaitAnswered() {
    long generation = client.resource(reference).get().getMetadata().getGeneration();
    awaitStatus(
        "generation " + generation,
        now -> now.observedGeneration() != null && now.observedGeneration() >= generation);
  }

  public void awaitStatus(String what, Predicate<SiteStateStatus> is) {
    await("site %s: %s".formatted(reference.getMetadata().getName(), what))
        .until(() -> is.test(status()));
  }
}
