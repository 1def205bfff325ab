package io.pra.failback.decision;

import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Request;
import io.pra.failback.api.VpgStatus;
import io.pra.failback.api.WaveStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided. A decision that changes what is persisted carries no effects: they follow from
 * the next one, when the change is durable.
 *
 * @param phase the phase from now on
 * @param authority the authority from now on
 * @param episode null before the first
 * @param request null unless one is open or was approved
 * @param approvedBy users whose approval counts
 * @param approvalNote how the approvals stand, and why any of them does not count
 * @param waves one for each wave of the plan
 * @param checks checklist items and readiness checks, in the plan's order
 * @param actions all actions of the plan, in the order in which they run
 * @param vpgs what Zerto last said
 * @param atStake what the switch would lose; null if that is not known, or nothing is switched
 * @param capacity whether the primary site can run what will start; null outside an episode
 * @param failoverSeenSince null unless one is suspected
 * @param declarationAnswered the declared failover that was answered last
 * @param effects what to do
 * @param stall why nothing moves
 * @param turns what happened just now
 * @param message one line that tells the situation
 * @param nextAction what a person can do, or what is waited for
 * @param asksPeople whether the plan waits for people and for nothing else: for an approval, a
 *     sign-off, or an action that they do by hand. False while a VM, a check or an action of the
 *     operator is waited for as well, while the plan stalls for another reason, and while paused
 * @param drill what a drill has come to beside it
 */
public record Decision(
    Phase phase,
    Authority authority,
    Episode episode,
    Request request,
    List<String> approvedBy,
    String approvalNote,
    List<WaveStatus> waves,
    List<CheckStatus> checks,
    List<ActionStatus> actions,
    List<VpgStatus> vpgs,
    DataAtStake atStake,
    CapacityStatus capacity,
    Instant failoverSeenSince,
    String declarationAnswered,
    List<Effect> effects,
    Optional<Stall> stall,
    List<Turn> turns,
    String message,
    String nextAction,
    boolean asksPeople,
    DrillDecision drill) {

  public Decision {
    approvedBy = List.copyOf(approvedBy);
    waves = List.copyOf(waves);
    checks = List.copyOf(checks);
    actions = List.copyOf(actions);
    vpgs = List.copyOf(vpgs);
    effects = List.copyOf(effects);
    turns = List.copyOf(turns);
  }

  /** Whether anything that steps rest on differs from what is persisted, of the plan or a drill. */
  public boolean changes(FailbackPlanStatus before) {
    return moves(before) || drill.changes(before);
  }

  boolean moves(FailbackPlanStatus before) {
    return phase != before.phase()
        || authority != before.authority()
        || !Objects.equals(episode, before.episode())
        || !Objects.equals(request, before.request())
        || !Waves.sameStates(waves, before.waves())
        || !ActionSequence.sameStates(actions, before.actions());
  }

  /**
   * Whether this may rest on the live look on which the decision before was made: it is a note of
   * what has been reached and neither starts nor stops anything, gives no site authority or takes
   * it away, and passes no point of no return. Anything more is looked at anew.
   */
  public boolean isANote(FailbackPlanStatus before) {
    return effects.isEmpty()
        && authority == before.authority()
        && phase.canRollBack() == before.phase().canRollBack();
  }

  Decision withoutEffects() {
    return with(List.of(), capacity, drill);
  }

  Decision withDrill(DrillDecision beside) {
    return with(effects, capacity, beside);
  }

  /**
   * As it is told of a drill: its effects are simulated, and whether there is room was not asked.
   */
  Decision simulated() {
    return with(List.of(), null, drill);
  }

  private Decision with(List<Effect> todo, CapacityStatus room, DrillDecision beside) {
    return new Decision(
        phase,
        authority,
        episode,
        request,
        approvedBy,
        approvalNote,
        waves,
        checks,
        actions,
        vpgs,
        atStake,
        room,
        failoverSeenSince,
        declarationAnswered,
        todo,
        stall,
        turns,
        message,
        nextAction,
        asksPeople,
        beside);
  }
}
