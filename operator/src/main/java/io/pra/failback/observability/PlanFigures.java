package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.ResourceCapacity;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The gauges of a plan that are numbers, or yes and no. */
final class PlanFigures {
  private static final double MIB = 1024 * 1024;

  private PlanFigures() {}

  /** Sets them all. */
  static void set(Series series, Tags plan, PlanReading reading) {
    series.set(
        "failback_plan_sites",
        "Always 1; names the sites of the plan.",
        plan.and("primary", reading.primary(), "recovery", reading.recovery()),
        1);
    activity(series, plan, reading);
    progress(series, plan, reading);
    times(series, plan, reading);
    capacity(series, plan, reading.capacity());
    drill(series, plan, reading.drill());
    for (CheckState state : CheckState.values()) {
      series.set(
          "failback_plan_checks",
          "Checklist items and readiness checks, by state.",
          plan.and("state", state.name().toLowerCase(Locale.ROOT)),
          reading.checks().getOrDefault(state, 0L));
    }
  }

  private static void activity(Series series, Tags plan, PlanReading reading) {
    series.set(
        "failback_plan_dual_active",
        "1 if a VM runs at both sites, 0 if none does, NaN if it cannot be told.",
        plan,
        is(reading.dualActive()));
    series.set(
        "failback_plan_dual_active_alarm",
        "1 if a VM runs at both sites and no approved overlap allows it now, else 0; NaN if it cannot be told.",
        plan,
        is(reading.dualActiveAlarm()));
    series.set(
        "failback_plan_none_active",
        "1 if a VM runs at neither site, 0 if each runs, NaN if it cannot be told.",
        plan,
        is(reading.noneActive()));
    series.set(
        "failback_plan_none_active_alarm",
        "1 if a VM runs at neither site outside a hand-over, else 0; NaN if it cannot be told.",
        plan,
        is(reading.noneActiveAlarm()));
    series.set("failback_plan_pairs", "VM pairs of the plan.", plan, reading.pairs().total());
    series.set(
        "failback_plan_dual_active_pairs",
        "VMs that run at both sites.",
        plan,
        reading.pairs().bothRunning());
    series.set(
        "failback_plan_none_active_pairs",
        "VMs that run at neither site.",
        plan,
        reading.pairs().neitherRunning());
    running(series, plan, "primary", reading.pairs().primaryRunning());
    running(series, plan, "recovery", reading.pairs().recoveryRunning());
  }

  private static void running(Series series, Tags plan, String side, int count) {
    series.set(
        "failback_plan_running_virtual_machines",
        "VMs of the plan that run, by side.",
        plan.and("side", side),
        count);
  }

  private static void progress(Series series, Tags plan, PlanReading reading) {
    series.set(
        "failback_plan_stalled", "1 if the plan waits for help.", plan, is(reading.stalled()));
    series.set(
        "failback_plan_approval_waiting",
        "1 if a request waits for approval.",
        plan,
        is(reading.approvalWaiting()));
    series.set(
        "failback_plan_request_expires_timestamp_seconds",
        "When the open request expires, in Unix time; NaN without one.",
        plan,
        unixTime(reading.requestExpires()));
    series.set(
        "failback_plan_manual_overdue",
        "Sign-offs of manual items and actions that are overdue.",
        plan,
        (double) reading.overdue());
    series.set("failback_plan_episode", "The number of the episode.", plan, reading.episode());
  }

  private static void times(Series series, Tags plan, PlanReading reading) {
    series.set(
        "failback_plan_hold_seconds",
        "How long the primary has been held in this episode; NaN outside one.",
        plan,
        reading.hold().map(hold -> hold.toMillis() / 1e3).orElse(Double.NaN));
    series.set(
        "failback_plan_rto_started_timestamp_seconds",
        "When the primary was first held in this episode, in Unix time; NaN once it serves, and outside an episode.",
        plan,
        unixTime(reading.rtoStarted()));
    DataAtStake atStake = reading.atStake();
    series.set(
        "failback_plan_data_at_stake_seconds",
        "Seconds of writes of the recovery site that the switch would lose, or has lost in this episode; NaN if not known.",
        plan,
        atStake == null ? Double.NaN : atStake.seconds());
    series.set(
        "failback_plan_data_at_stake_exceeds_objective",
        "1 if that is more than objectives.rpoSeconds, 0 if not; NaN if not known.",
        plan,
        atStake == null ? Double.NaN : is(atStake.isTooMuch()));
    objective(series, plan, "rto", reading.objectives().rtoSeconds());
    objective(series, plan, "rpo", reading.objectives().rpoSeconds());
    objective(series, plan, "max_hold", reading.objectives().maxHoldSeconds());
  }

  private static void objective(Series series, Tags plan, String which, int seconds) {
    series.set(
        "failback_plan_objective_" + which + "_seconds",
        "What the plan promises in its objectives, in seconds.",
        plan,
        seconds);
  }

  private static void capacity(Series series, Tags plan, CapacityStatus capacity) {
    boolean isKnown = capacity != null && capacity.state() != CapacityState.Unknown;
    series.set(
        "failback_capacity_sufficient",
        "1 if the primary site's hosts and datastores can run the VMs of the plan, 0 if not; NaN if not known.",
        plan,
        isKnown ? is(capacity.state() == CapacityState.Sufficient) : Double.NaN);
    series.set(
        "failback_capacity_memory_free_bytes",
        "Memory that is free below the ceiling on the hosts for the VMs of the plan, before the approval; NaN if not known.",
        plan,
        isKnown ? memory(capacity, ResourceCapacity::free) : Double.NaN);
    series.set(
        "failback_capacity_memory_needed_bytes",
        "Memory of the VMs of the plan that do not run yet, before the approval; NaN if not known.",
        plan,
        isKnown ? memory(capacity, ResourceCapacity::needed) : Double.NaN);
  }

  private static void drill(Series series, Tags plan, DrillReading drill) {
    series.set(
        "failback_plan_drill_under_way",
        "1 while a drill is held: nothing is touched by it.",
        plan,
        is(drill.underWay()));
    series.set(
        "failback_plan_drill_overdue",
        "1 if no drill was completed for drillEverySeconds, 0 if one was, or none is demanded; NaN before the plan was looked at.",
        plan,
        is(drill.overdue()));
    series.set(
        "failback_plan_last_drill_timestamp_seconds",
        "When the last drill ended, completed or not, in Unix time; NaN before the first.",
        plan,
        unixTime(drill.last()));
  }

  private static double memory(CapacityStatus capacity, ToLongFunction<ResourceCapacity> part) {
    return capacity.clusters().stream()
        .map(ClusterCapacity::memoryMiB)
        .filter(Objects::nonNull)
        .mapToDouble(memory -> part.applyAsLong(memory) * MIB)
        .sum();
  }

  private static double unixTime(Optional<Instant> at) {
    return at.map(when -> when.toEpochMilli() / 1e3).orElse(Double.NaN);
  }

  private static double is(boolean yes) {
    return yes ? 1 : 0;
  }

  private static double is(Optional<Boolean> known) {
    return known.map(PlanFigures::is).orElse(Double.NaN);
  }
}
