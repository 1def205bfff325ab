package io.pra.failback.api;

/**
 * Where a plan stands in its episode. The transitions are made in {@code decision.PlanDecision} and
 * nowhere else.
 *
 * <pre>
 *   Standby -> Holding -> AwaitingApproval -> Quiescing -> Activating -> Verifying -> CuttingOver
 *                 ^               |               \___________ abort / rollback ________/    |
 *                 |_______________|_______________________________|                StoppingRecovery
 *                                                                                            |
 *                                                      Completed <- Closing <- Reprotecting <-
 * </pre>
 */
public enum Phase {
  /**
   * Nothing is enforced. Left for {@link #Holding} when a failover to the recovery site is seen or
   * declared.
   */
  Standby,
  /**
   * The primary is held and the {@code BeforeApproval} checks run. A rollback ends here too: the
   * primary is confirmed held, then the recovery VMs that the episode had stopped are started. Left
   * for {@link #AwaitingApproval} when no rollback is under way, both sites can be read and every
   * blocking check passes.
   */
  Holding,
  /**
   * A request is open; people approve its id. Left for {@link #Quiescing} (or {@link #Activating}
   * where an overlap is allowed) when enough approvals name it, back to {@link #Holding} when a
   * check regresses, the plan or its set of VMs changes, the request expires or somebody aborts.
   */
  AwaitingApproval,
  /**
   * No site has authority. The recovery VMs are shut down, last wave first; then the {@code
   * finalSync} actions run. Left for {@link #Activating} when no recovery VM may run and the
   * actions are done, for {@link #Holding} by abort or withdrawal.
   */
  Quiescing,
  /**
   * The waves come up in order, each between its own actions. Left for {@link #Verifying} when the
   * last is ready, for {@link #Holding} by abort.
   */
  Activating,
  /**
   * The {@code AfterActivation} checks run. Left for {@link #CuttingOver}, or by abort for {@link
   * #Holding}.
   */
  Verifying,
  /**
   * The cutover actions, then the {@code AfterCutover} checks. From here on there is no automatic
   * way back.
   */
  CuttingOver,
  /**
   * The recovery VMs are shut down, or confirmed to be. Left for {@link #Reprotecting} when none
   * may run.
   */
  StoppingRecovery,
  /** The actions that turn replication round. Left for {@link #Closing} when they are done. */
  Reprotecting,
  /** The {@code Closing} checks. Left for {@link #Completed}. */
  Closing,
  /** The episode is over; as {@link #Standby} from now on. */
  Completed;

  /** True in the phases from which an abort leads back to {@link #Holding}. */
  public boolean canRollBack() {
    return switch (this) {
      case AwaitingApproval, Quiescing, Activating, Verifying -> true;
      case Standby, Holding, CuttingOver, StoppingRecovery, Reprotecting, Closing, Completed ->
          false;
    };
  }

  /** True while a failback is under way: only then is anything enforced. */
  public boolean inEpisode() {
    return this != Standby && this != Completed;
  }
}
