package io.pra.failback.observability;

import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a plan stands.
 *
 * @param dualActive whether a pair runs at both sites; empty if it cannot be told
 * @param noneActive whether a pair runs at neither site; empty if it cannot be told
 * @param dualActivePairs pairs that run at both sites
 * @param approvalWaiting whether a request is open
 * @param requestExpires when the open request expires; empty without one
 * @param hold how long the primary has been held in this episode; empty outside one
 * @param atStake what the switch would lose, or has lost; null if that is not known
 * @param capacity whether the primary site can run what will start; null outside an episode
 * @param episode its number; 0 before the first
 */
public record PlanReading(
    Phase phase,
    Authority authority,
    Optional<Boolean> dualActive,
    Optional<Boolean> noneActive,
    int dualActivePairs,
    boolean stalled,
    boolean approvalWaiting,
    Optional<Instant> requestExpires,
    Optional<Duration> hold,
    DataAtStake atStake,
    CapacityStatus capacity,
    int episode) {}
