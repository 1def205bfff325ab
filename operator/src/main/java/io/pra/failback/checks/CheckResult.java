package io.pra.failback.checks;

import io.pra.failback.api.VpgStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The newest result of a check.
 *
 * @param message as {@link ProbeResult#message}
 * @param checkedAt when the attempt ended, by the wall clock: for people
 * @param vpgs as {@link ProbeResult#vpgs}
 * @param age how long ago that was, by a clock that never jumps: for decisions
 */
public record CheckResult(
    boolean passed, String message, Instant checkedAt, Duration age, List<VpgStatus> vpgs) {}
