package io.pra.failback.api;

/** Which site of a plan may run. Latched in the status on evidence; see DESIGN section 2. */
public enum Authority {
  /** No evidence yet: nothing is held. */
  Unknown,
  /** The recovery site serves; the primary is held. */
  Recovery,
  /** Neither may run: between the recovery's stop and the primary's start. */
  None,
  /** Both may: the bounded hand-over of {@code overlap: Allowed}. */
  Both,
  /** The primary serves. */
  Primary;

  /**
   * Whether VMs of this side may not run under this authority. Meaningful during an episode only.
   */
  public boolean holds(Side side) {
    return switch (this) {
      case Unknown, Both -> false;
      case None -> true;
      case Recovery -> side == Side.Primary;
      case Primary -> side == Side.Recovery;
    };
  }
}
