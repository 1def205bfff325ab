package io.pra.failback.report;

import io.pra.failback.api.DrillStatus;

/** What became of an episode, as far as its record tells. */
public enum Outcome {
  /** It is under way. */
  Running,
  /** The primary serves, and the episode is closed. */
  Completed,
  /** An attempt went back; the episode goes on, with the primary held. */
  RolledBack,
  /** The next disaster came before it was closed. */
  Superseded,
  /** The plan was deleted before it was closed. */
  Abandoned,
  /** A drill: the mode was set back before its end. */
  Stopped,
  /** A drill: a real episode began. */
  Interrupted;

  static Outcome of(DrillStatus drill) {
    if (drill.outcome() == null) {
      return Running;
    }
    return switch (drill.outcome()) {
      case Completed -> Completed;
      case Stopped -> Stopped;
      case Interrupted -> Interrupted;
    };
  }

  /** Whether a record with this outcome grows no more. */
  public boolean isLast() {
    return this == Completed || this == Stopped || this == Interrupted;
  }
}
