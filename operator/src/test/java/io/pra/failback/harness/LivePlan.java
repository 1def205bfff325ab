package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.TimelineEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;
import org.awaitility.core.ConditionTimeoutException;

/** A plan on the API server: what the operator says of it, and waiting for what it will say. */
public final class LivePlan {
  /** For what takes the operator a few rounds on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final FailbackPlan reference = new FailbackPlan();

  LivePlan(KubernetesClient client, String namespace, String name) {
    this.client = client;
    reference.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
  }

  public FailbackPlan reference() {
    return reference;
  }

  public String namespace() {
    return reference.getMetadata().getNamespace();
  }

  public String name() {
    return reference.getMetadata().getName();
  }

  /** The plan as the API server has it; null once it is gone. */
  public FailbackPlan now() {
    return client.resource(reference).get();
  }

  public FailbackPlanStatus status() {
    FailbackPlan now = now();
    return now == null || now.getStatus() == null ? FailbackPlanStatus.initial() : now.getStatus();
  }

  public Phase phase() {
    return status().phase();
  }

  /** The id of the request that is open now. */
  public String openRequest() {
    return await(Phase.AwaitingApproval).request().id();
  }

  /** Waits until the plan is in a phase. */
  public FailbackPlanStatus await(Phase phase) {
    return awaitStatus("phase " + phase, status -> status.phase() == phase);
  }

  /** Waits until the operator has seen the newest edit, and the plan is in a phase. */
  public FailbackPlanStatus awaitAnswered(Phase phase) {
    long generation = now().getMetadata().getGeneration();
    return awaitStatus(
        "phase %s of generation %d".formatted(phase, generation),
        status ->
            status.phase() == phase
                && status.observedGeneration() != null
                && status.observedGeneration() >= generation);
  }

  public FailbackPlanStatus await(Authority authority) {
    return awaitStatus("authority " + authority, status -> status.authority() == authority);
  }

  /** Waits until nothing moves for a reason. */
  public FailbackPlanStatus awaitStalled(String reason) {
    return awaitCondition("Stalled", "True", reason);
  }

  public FailbackPlanStatus awaitCondition(String type, String status, String reason) {
    return awaitStatus(
        "%s=%s %s".formatted(type, status, reason),
        now ->
            condition(now, type)
                .filter(c -> c.getStatus().equals(status) && c.getReason().equals(reason))
                .isPresent());
  }

  /** Waits for anything of the status. */
  public FailbackPlanStatus awaitStatus(String what, Predicate<FailbackPlanStatus> is) {
    FailbackPlanStatus[] last = {FailbackPlanStatus.initial()};
    try {
      org.awaitility.Awaitility.await("plan %s: %s".formatted(name(), what))
          .atMost(PATIENCE)
          .until(
              () -> {
                last[0] = status();
                return is.test(last[0]);
              });
    } catch (ConditionTimeoutException e) {
      Assertions.fail(
          "the plan never got to %s; it is in %s/%s: %s; stalled: %s"
              .formatted(
                  what,
                  last[0].phase(),
                  last[0].authority(),
                  last[0].message(),
                  condition(last[0], "Stalled").map(Condition::getReason).orElse("?")));
    }
    return last[0];
  }

  /** A condition of the plan; fails if it is not there. */
  public Condition condition(String type) {
    return condition(status(), type).orElseThrow();
  }

  private static Optional<Condition> condition(FailbackPlanStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** The Events about the plan, as people see them with {@code kubectl describe}. */
  public List<Event> events() {
    return client.v1().events().inNamespace(namespace()).list().getItems().stream()
        .filter(
            event ->
                event.getInvolvedObject().getKind().equals("FailbackPlan")
                    && event.getInvolvedObject().getName().equals(name()))
        .toList();
  }

  public boolean hasEvent(String reason, String part) {
    return events().stream()
        .anyMatch(event -> event.getReason().equals(reason) && event.getMessage().contains(part));
  }

  public void awaitEvent(String reason, String part) {
    org.awaitility.Awaitility.await("event %s: %s".formatted(reason, part))
        .until(() -> hasEvent(reason, part));
  }

  /** The phases that the timeline tells of from the first episode on, in order. */
  public List<Phase> phases() {
    List<Phase> phases = new ArrayList<>();
    for (TimelineEntry entry : status().timeline()) {
      boolean before = phases.isEmpty() && entry.phase() == Phase.Standby;
      if (!before && (phases.isEmpty() || phases.get(phases.size() - 1) != entry.phase())) {
        phases.add(entry.phase());
      }
    }
    return phases;
  }

  /** Records every status from now on. */
  public PlanRecorder record() {
    return new PlanRecorder(watcher -> client.resource(reference).watch(watcher));
  }

  public void delete() {
    client.resource(reference).delete();
    org.awaitility.Awaitility.await("plan is gone").until(() -> now() == null);
  }

  static void settle() {
    org.awaitility.Awaitility.setDefaultTimeout(PATIENCE);
    org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    org.awaitility.Awaitility.setDefaultPollDelay(Duration.ZERO);
  }
}
