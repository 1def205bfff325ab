package io.pra.failback.observability;

import java.time.Instant;
import java.util.Optional;

/**
 * How a plan stands with its drills.
 *
 * @param underWay whether one is held now
 * @param overdue whether the next one is; empty before the plan was looked at
 * @param last when the last one ended, however it did; empty before
 */
public record DrillReading(boolean underWay, Optional<Boolean> overdue, Optional<Instant> last) {}
