package io.pra.failback.observability;

import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.Objectives;
import io.pra.failback.api.PairCounts;
import io.pra.failback.api.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a plan stands.
 *
 * @param primary name of its site; likewise {@code recovery}
 * @param objectives what is promised
 * @param dualActive whether a pair runs at both sites; empty if it cannot be told
 * @param noneActive whether a pair runs at neither site; empty if it cannot be told
 * @param dualActiveAlarm the same, and nobody has approved it; empty if it cannot be told
 * @param noneActiveAlarm likewise
 * @param pairs how its VM pairs stand
 * @param approvalWaiting whether a request is open
 * @param requestExpires when the open request expires; empty without one
 * @param hold how long the primary has been held in this episode; empty outside one
 * @param rtoStarted when the RTO of this episode began to run; empty while it does not
 * @param checks how many checks there are, by state
 * @param overdue how many sign-offs of people are overdue
 * @param atStake what the switch would lose, or has lost; null if that is not known
 * @param capacity whether the primary site can run what will start; null outside an episode
 * @param episode its number; 0 before the first
 * @param drill how it stands with its drills
 */
public record PlanReading(
    String primary,
    String recovery,
    Objectives objectives,
    Phase phase,
    Authority authority,
    Optional<Boolean> dualActive,
    Optional<Boolean> noneActive,
    Optional<Boolean> dualActiveAlarm,
    Optional<Boolean> noneActiveAlarm,
    PairCounts pairs,
    boolean stalled,
    boolean approvalWaiting,
    Optional<Instant> requestExpires,
    Optional<Duration> hold,
    Optional<Instant> rtoStarted,
    Map<CheckState, Long> checks,
    long overdue,
    DataAtStake atStake,
    CapacityStatus capacity,
    int episode,
    DrillReading drill) {}
