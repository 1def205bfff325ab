package io.pra.failback.decision;

import io.pra.failback.api.Action;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.MoRef;

/**
 * Something to be done to the world. Each may be asked for again until it is seen to have worked.
 */
public sealed interface Effect {
  /** An effect on one VM. */
  sealed interface OnVm extends Effect {
    Side side();

    MoRef vm();

    String name();
  }

  /** Power on, or resume. */
  record PowerOn(Side side, MoRef vm, String name) implements OnVm {}

  /** Ask the guest to shut down. */
  record ShutdownGuest(Side side, MoRef vm, String name) implements OnVm {}

  /** Cut the power. */
  record PowerOff(Side side, MoRef vm, String name) implements OnVm {}

  /**
   * Run an action of the plan whose intent is already recorded.
   *
   * @param oldPrimary whether what it replaces is known to be down
   */
  record RunAction(Action action, OldPrimary oldPrimary) implements Effect {}
}
