package io.pra.failback.api;

/** Who says that a failover has happened. */
public enum FailoverDetection {
  /** The operator, from what runs. */
  Automatic,
  /** A person, by declareFailover. */
  Manual
}
