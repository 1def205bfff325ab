package io.pra.failback.decision;

import io.pra.failback.api.VpgStatus;
import java.time.Instant;
import java.util.List;

/**
 * What a probe last saw.
 *
 * @param passed whether it passed
 * @param message what was seen
 * @param at when
 * @param fresh whether that is recent enough to act on: within three of its intervals
 * @param vpgs what Zerto said of the VPGs it looked at; empty for other kinds
 */
public record Finding(
    boolean passed, String message, Instant at, boolean fresh, List<VpgStatus> vpgs) {
  public Finding {
    vpgs = List.copyOf(vpgs);
  }

  public Finding(boolean passed, String message, Instant at, boolean fresh) {
    this(passed, message, at, fresh, List.of());
  }
}
