package io.pra.failback.api;

/** Whether the primary site's hosts can run what will start. */
public enum CapacityState {
  Sufficient,
  Insufficient,
  /** The vCenter was not asked yet, did not answer, or does not let the operator read it. */
  Unknown
}
