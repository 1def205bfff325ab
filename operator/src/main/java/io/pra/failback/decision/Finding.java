package io.pra.failback.decision;

import java.time.Instant;

/**
 * What a probe last saw.
 *
 * @param passed whether it passed
 * @param message what was seen
 * @param at when
 * @param fresh whether that is recent enough to act on: within three of its intervals
 */
public record Finding(boolean passed, String message, Instant at, boolean fresh) {}
