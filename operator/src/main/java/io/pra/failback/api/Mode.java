package io.pra.failback.api;

/** Whether the operator acts at a site. */
public enum Mode {
  Enforce,
  /** It says what it would do, and does nothing. */
  DryRun
}
