package io.pra.failback.api;

/** What a plan is there for now. */
public enum PlanMode {
  /** Disasters are watched for, and failed back from. */
  Failback,
  /** The same, and one drill is held: a whole failback in which every effect is simulated. */
  Drill
}
