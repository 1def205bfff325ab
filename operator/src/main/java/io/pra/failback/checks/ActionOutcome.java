package io.pra.failback.checks;

/**
 * How an action ended.
 *
 * @param message for people: one short line without secrets
 */
public record ActionOutcome(Kind kind, String message) {
  /** What may be concluded. */
  public enum Kind {
    /** Done, or its effect is there. */
    SUCCEEDED,
    /** Definitely not sent; it may be repeated. */
    NOT_DONE,
    /** The peer answered no (4xx). */
    REFUSED,
    /** Nobody can tell whether it was done: a person must look. */
    UNKNOWN
  }

  static ActionOutcome succeeded(String message) {
    return new ActionOutcome(Kind.SUCCEEDED, message);
  }

  static ActionOutcome notDone(String message) {
    return new ActionOutcome(Kind.NOT_DONE, message);
  }

  static ActionOutcome refused(String message) {
    return new ActionOutcome(Kind.REFUSED, message);
  }

  static ActionOutcome unknown(String message) {
    return new ActionOutcome(Kind.UNKNOWN, message);
  }
}
