package io.pra.failback.reconcile;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.PlanTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells the world how a plan stands: Events, log lines, metrics; and when running figures are due
 * in the status.
 */
final class PlanReport {
  private static final Duration FIGURES = Duration.ofSeconds(15);

  private final Announcer announcer;
  private final PlanTelemetry telemetry;
  private final LongSupplier nanos;
  private final Map<Key, Long> writtenAt = new ConcurrentHashMap<>();

  PlanReport(Announcer announcer, PlanTelemetry telemetry, LongSupplier nanos) {
    this.announcer = announcer;
    this.telemetry = telemetry;
    this.nanos = nanos;
  }

  boolean isDue(Key plan) {
    Long at = writtenAt.get(plan);
    return at == null || nanos.getAsLong() - at > FIGURES.toNanos();
  }

  void written(Key plan) {
    writtenAt.put(plan, nanos.getAsLong());
  }

  void tell(FailbackPlan plan, Turn turn) {
    announcer.tell(plan, turn);
    String namespace = plan.getMetadata().getNamespace();
    String name = plan.getMetadata().getName();
    switch (turn.reason()) {
      case "Completed" -> telemetry.episodeCompleted(namespace, name);
      case "RolledBack" -> telemetry.rollback(namespace, name);
      case "ApprovalCounted" -> telemetry.approval(namespace, name, true);
      case "ApprovalRefused" -> telemetry.approval(namespace, name, false);
      default -> {
        // Told in words only.
      }
    }
  }

  void update(FailbackPlan plan, FailbackPlanStatus status) {
    telemetry.update(
        plan.getMetadata().getNamespace(),
        plan.getMetadata().getName(),
        PlanReadings.of(plan.getSpec(), status));
  }

  /** Once per process is enough: the plan is looked at again and again. */
  void notUnderstood(FailbackPlan plan) {
    if (writtenAt.putIfAbsent(Key.of(plan), nanos.getAsLong()) == null) {
      announcer.tell(
          plan,
          Turn.warning(
              "StatusNotUnderstood",
              "the status was written by a newer operator; this one does nothing about the plan."
                  + " Next: run the newer operator again"));
    }
  }

  /** Every process forgets it; the leader tells. */
  void deleted(FailbackPlan plan, FailbackPlanStatus last, boolean leads) {
    Key key = Key.of(plan);
    writtenAt.remove(key);
    telemetry.forget(key.namespace(), key.name());
    if (!leads) {
      return;
    }
    boolean held =
        last.phase().inEpisode()
            && last.authority() != Authority.Unknown
            && last.authority() != Authority.Both;
    announcer.tell(
        plan,
        held
            ? Turn.warning(
                "HoldReleased",
                "the plan was deleted in phase %s: its VMs stay as they are, and nothing holds them any more"
                    .formatted(last.phase()))
            : Turn.normal("PlanDeleted", "the plan was deleted in phase " + last.phase()));
  }
}
