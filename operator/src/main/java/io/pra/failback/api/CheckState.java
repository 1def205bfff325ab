package io.pra.failback.api;

/** How a check stands. */
public enum CheckState {
  /** Not run yet, or waiting for a person. */
  Pending,
  Passed,
  Failed
}
