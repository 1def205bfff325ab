package io.pra.failback.harness;

/** What may happen at the simulators, from when a test says so until it takes it back. */
public enum Permission {
  /** The primary is not held: whoever starts a VM there, it runs, and the operator lets it. */
  PRIMARY_RUNS,
  /** An approval was given: the operator starts primary VMs, which then run. */
  OPERATOR_STARTS_PRIMARY,
  /** The operator stops primary VMs that it had started, or that had a right to run. */
  OPERATOR_STOPS_PRIMARY,
  /** The operator stops recovery VMs. */
  OPERATOR_STOPS_RECOVERY,
  /** The operator starts recovery VMs: the way back. */
  OPERATOR_STARTS_RECOVERY,
  /** Both VMs of a pair may run: an approved overlap, or a situation that nobody enforces. */
  BOTH_RUN
}
