package io.pra.failback.api;

/** How a new plan learns which site has authority. */
public enum InitialAuthority {
  /** From what runs. */
  Detect,
  /** Asserted: the recovery site serves. */
  Recovery,
  /** Asserted: the primary serves. */
  Primary
}
