package io.pra.failback.api;

/** Whether both sites may run during the hand-over. */
public enum Overlap {
  /** The recovery site is stopped before the primary starts. */
  Forbidden,
  /** The primary starts first; bounded by overlapMaxSeconds and measured. */
  Allowed
}
