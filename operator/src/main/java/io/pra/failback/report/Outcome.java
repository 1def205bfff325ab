package io.pra.failback.report;

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
  Abandoned
}
