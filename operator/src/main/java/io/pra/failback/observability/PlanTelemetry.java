package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ResourceCapacity;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** How the plans stand, and what became of their episodes. */
public final class PlanTelemetry {
  private static final double MIB = 1024 * 1024;
  private static final String EPISODES = "failback_episodes_completed";
  private static final String EPISODES_HELP = "Failbacks that were completed.";
  private static final String ROLLBACKS = "failback_rollbacks";
  private static final String ROLLBACKS_HELP = "Rollbacks that were begun.";
  private static final String APPROVALS = "failback_approvals";
  private static final String APPROVALS_HELP = "Approvals that people wrote, by result.";

  private final Series series;

  PlanTelemetry(Series series) {
    this.series = series;
  }

  /** How the plan stands now. */
  public void update(String namespace, String plan, PlanReading reading) {
    Tags tags = plan(namespace, plan);
    for (Phase phase : Phase.values()) {
      series.set(
          "failback_plan_phase",
          "1 for the phase the plan is in, 0 for the others.",
          tags.and("phase", phase.name()),
          is(phase == reading.phase()));
    }
    for (Authority authority : Authority.values()) {
      series.set(
          "failback_plan_authority",
          "1 for who has authority, 0 for the others.",
          tags.and("authority", authority.name()),
          is(authority == reading.authority()));
    }
    series.set(
        "failback_plan_dual_active",
        "1 if a VM runs at both sites, 0 if none does, NaN if it cannot be told.",
        tags,
        is(reading.dualActive()));
    series.set(
        "failback_plan_none_active",
        "1 if a VM runs at neither site, 0 if each runs, NaN if it cannot be told.",
        tags,
        is(reading.noneActive()));
    series.set(
        "failback_plan_dual_active_pairs",
        "VMs that run at both sites.",
        tags,
        reading.dualActivePairs());
    series.set(
        "failback_plan_stalled", "1 if the plan waits for help.", tags, is(reading.stalled()));
    series.set(
        "failback_plan_approval_waiting",
        "1 if a request waits for approval.",
        tags,
        is(reading.approvalWaiting()));
    series.set(
        "failback_plan_request_expires_timestamp_seconds",
        "When the open request expires, in Unix time; NaN without one.",
        tags,
        reading.requestExpires().map(at -> at.toEpochMilli() / 1e3).orElse(Double.NaN));
    series.set(
        "failback_plan_hold_seconds",
        "How long the primary has been held in this episode; NaN outside one.",
        tags,
        reading.hold().map(hold -> hold.toMillis() / 1e3).orElse(Double.NaN));
    DataAtStake atStake = reading.atStake();
    series.set(
        "failback_plan_data_at_stake_seconds",
        "Seconds of writes of the recovery site that the switch would lose, or has lost in this episode; NaN if not known.",
        tags,
        atStake == null ? Double.NaN : atStake.seconds());
    series.set(
        "failback_plan_data_at_stake_exceeds_objective",
        "1 if that is more than objectives.rpoSeconds, 0 if not; NaN if not known.",
        tags,
        atStake == null ? Double.NaN : is(atStake.isTooMuch()));
    capacity(tags, reading.capacity());
    series.set("failback_plan_episode", "The number of the episode.", tags, reading.episode());
    series.add(EPISODES, EPISODES_HELP, tags, 0);
    series.add(ROLLBACKS, ROLLBACKS_HELP, tags, 0);
    series.add(APPROVALS, APPROVALS_HELP, tags.and("result", "counted"), 0);
    series.add(APPROVALS, APPROVALS_HELP, tags.and("result", "refused"), 0);
  }

  private void capacity(Tags tags, CapacityStatus capacity) {
    boolean isKnown = capacity != null && capacity.state() != CapacityState.Unknown;
    series.set(
        "failback_capacity_sufficient",
        "1 if the primary site's hosts and datastores can run the VMs of the plan, 0 if not; NaN if not known.",
        tags,
        isKnown ? is(capacity.state() == CapacityState.Sufficient) : Double.NaN);
    series.set(
        "failback_capacity_memory_free_bytes",
        "Memory that is free below the ceiling on the hosts for the VMs of the plan, before the approval; NaN if not known.",
        tags,
        isKnown ? memory(capacity, ResourceCapacity::free) : Double.NaN);
    series.set(
        "failback_capacity_memory_needed_bytes",
        "Memory of the VMs of the plan that do not run yet, before the approval; NaN if not known.",
        tags,
        isKnown ? memory(capacity, ResourceCapacity::needed) : Double.NaN);
  }

  private static double memory(CapacityStatus capacity, ToLongFunction<ResourceCapacity> part) {
    return capacity.clusters().stream()
        .map(ClusterCapacity::memoryMiB)
        .filter(Objects::nonNull)
        .mapToDouble(memory -> part.applyAsLong(memory) * MIB)
        .sum();
  }

  /** A failback was completed. */
  public void episodeCompleted(String namespace, String plan) {
    series.add(EPISODES, EPISODES_HELP, plan(namespace, plan), 1);
  }

  /** A rollback was begun. */
  public void rollback(String namespace, String plan) {
    series.add(ROLLBACKS, ROLLBACKS_HELP, plan(namespace, plan), 1);
  }

  /**
   * Somebody wrote an approval.
   *
   * @param counted false if it names another request than the open one
   */
  public void approval(String namespace, String plan, boolean counted) {
    series.add(
        APPROVALS,
        APPROVALS_HELP,
        plan(namespace, plan).and("result", counted ? "counted" : "refused"),
        1);
  }

  /** The plan was deleted: all its series go. */
  public void forget(String namespace, String plan) {
    series.remove(plan(namespace, plan));
  }

  private static double is(boolean yes) {
    return yes ? 1 : 0;
  }

  private static double is(Optional<Boolean> known) {
    return known.map(PlanTelemetry::is).orElse(Double.NaN);
  }

  private static Tags plan(String namespace, String plan) {
    return Tags.of("namespace", namespace, "plan", plan);
  }
}
