package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.DrillSummary;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.PairCounts;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.observability.DrillReading;
import io.pra.failback.observability.PlanReading;
import io.pra.failback.status.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the metrics of a plan say, read from its status. */
final class PlanReadings {
  private static final PairCounts NONE = new PairCounts(0, 0, 0, 0, 0, 0);

  private PlanReadings() {}

  static PlanReading of(FailbackPlanSpec spec, FailbackPlanStatus status) {
    boolean open = status.phase() == Phase.AwaitingApproval;
    return new PlanReading(
        spec.primary().siteRef().name(),
        spec.recovery().siteRef().name(),
        spec.objectives(),
        status.phase(),
        status.authority(),
        condition(status, "DualActive"),
        condition(status, "NoneActive"),
        Alarm.of(status, "DualActive"),
        Alarm.of(status, "NoneActive"),
        status.pairs() == null ? NONE : status.pairs(),
        condition(status, "Stalled").orElse(false),
        open,
        open ? Optional.of(status.request().expiresAt()) : Optional.empty(),
        hold(status),
        rtoStarted(status),
        status.checklist().stream()
            .map(CheckStatus::state)
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())),
        overdue(status),
        status.dataAtStake(),
        status.capacity(),
        status.episode() == null ? 0 : status.episode().number(),
        new DrillReading(
            status.isDrilling(),
            condition(status, "DrillOverdue"),
            Optional.ofNullable(status.lastDrill()).map(DrillSummary::endedAt)));
  }

  /** What was overdue in an episode that is over, nobody is waited for any more. */
  private static long overdue(FailbackPlanStatus status) {
    return status.phase().inEpisode()
        ? Stream.concat(
                status.checklist().stream().map(CheckStatus::overdue),
                status.actions().stream().map(ActionStatus::overdue))
            .filter(Boolean.TRUE::equals)
            .count()
        : 0;
  }

  private static Optional<Duration> hold(FailbackPlanStatus status) {
    boolean holding = status.phase().inEpisode() && status.authority().holds(Side.Primary);
    return holding && status.measurements() != null
        ? Optional.of(Duration.ofMillis((long) (status.measurements().holdSeconds() * 1000)))
        : Optional.empty();
  }

  /** As the RTO is measured: from the first hold to the end of the cutover. */
  private static Optional<Instant> rtoStarted(FailbackPlanStatus status) {
    Episode episode = status.episode();
    return status.phase().inEpisode() && episode != null && episode.servingAt() == null
        ? Optional.ofNullable(episode.firstHeldAt())
        : Optional.empty();
  }

  private static Optional<Boolean> condition(FailbackPlanStatus status, String type) {
    return status
        .condition(type)
        .map(Condition::getStatus)
        .filter(value -> !value.equals("Unknown"))
        .map("True"::equals);
  }
}
