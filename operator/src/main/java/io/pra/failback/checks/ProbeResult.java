package io.pra.failback.checks;

/**
 * What one attempt of a probe saw.
 *
 * @param passed whether it was as it must be
 * @param answered whether the peer answered at all: a probe that failed without an answer tells
 *     nothing about the peer's state
 * @param message for people: one short line without secrets, such as {@code connection refused by
 *     mysql-01.rbx:3306}
 */
public record ProbeResult(boolean passed, boolean answered, String message) {
  static ProbeResult passed(String message) {
    return new ProbeResult(true, true, message);
  }

  static ProbeResult wrongAnswer(String message) {
    return new ProbeResult(false, true, message);
  }

  static ProbeResult noAnswer(String message) {
    return new ProbeResult(false, false, message);
  }
}
