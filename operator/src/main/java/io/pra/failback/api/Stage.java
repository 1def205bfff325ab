package io.pra.failback.api;

import java.util.Optional;

/** When an item of the checklist runs. */
public enum Stage {
  BeforeApproval,
  AfterActivation,
  AfterCutover,
  Closing;

  /** The stage whose items run in a phase. */
  public static Optional<Stage> of(Phase phase) {
    return switch (phase) {
      case Holding, AwaitingApproval -> Optional.of(BeforeApproval);
      case Verifying -> Optional.of(AfterActivation);
      case CuttingOver -> Optional.of(AfterCutover);
      case Closing -> Optional.of(Closing);
      case Standby, Quiescing, Activating, StoppingRecovery, Reprotecting, Completed ->
          Optional.empty();
    };
  }
}
