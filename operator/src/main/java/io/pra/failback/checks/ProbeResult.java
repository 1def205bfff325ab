package io.pra.failback.checks;

import io.pra.failback.api.VpgStatus;
import java.util.List;

/**
 * What one attempt of a probe saw.
 *
 * @param passed whether it was as it must be
 * @param conclusive whether it tells the peer's state: false where there was no answer, or one that
 *     says only that the peer could not or would not tell
 * @param message for people: one short line without secrets, such as {@code connection refused by
 *     mysql-01.rbx:3306}
 * @param vpgs what Zerto said of the VPGs that were looked at; empty for other kinds
 */
public record ProbeResult(
    boolean passed, boolean conclusive, String message, List<VpgStatus> vpgs) {
  public ProbeResult {
    vpgs = List.copyOf(vpgs);
  }

  ProbeResult(boolean passed, boolean conclusive, String message) {
    this(passed, conclusive, message, List.of());
  }

  static ProbeResult passed(String message) {
    return new ProbeResult(true, true, message);
  }

  static ProbeResult wrongAnswer(String message) {
    return new ProbeResult(false, true, message);
  }

  static ProbeResult inconclusive(String message) {
    return new ProbeResult(false, false, message);
  }
}
