package io.pra.failback.api;

/** What became of a drill. */
public enum DrillOutcome {
  /** It went to its end. */
  Completed,
  /** A person set the mode back before it was at its end. */
  Stopped,
  /** A real episode began. */
  Interrupted
}
