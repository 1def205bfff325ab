package io.pra.failback.clock;

import java.time.Duration;
import java.util.Optional;

/**
 * How the clocks stand to the time that decisions go by.
 *
 * @param wallAhead how far the wall clock is ahead of it, negative if behind
 * @param serverAhead the same of the API server's; empty while it is not known
 * @param slept by how much it was set forward, because time had passed uncounted
 */
public record ClockReading(Duration wallAhead, Optional<Duration> serverAhead, Duration slept) {}
