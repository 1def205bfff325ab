package io.pra.failback.decision;

import io.fabric8.kubernetes.api.model.Condition;
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
import io.pra.failback.api.WaveState;
import io.pra.failback.api.WaveStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision in the making: starts as what was persisted, lives within one call of {@link
 * PlanDecision#decide}.
 */
final class Draft {
  final Observation seen;
  final List<Pair> pairs;
  final Commands commands;

  Phase phase;
  Authority authority;
  Episode episode;
  Request request;
  List<String> approvedBy;
  String approvalNote = "";
  List<WaveStatus> waves;
  List<CheckStatus> checks = List.of();
  List<ActionStatus> actions = List.of();
  List<VpgStatus> vpgs = List.of();
  DataAtStake atStake;
  CapacityStatus capacity;
  Instant failoverSeenSince;
  String declarationAnswered;
  String message = "";
  String nextAction = "";

  private final List<Effect> effects = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private Stall stall;

  /** Whether what was said last waits for people and for nothing else; and what stalls first. */
  private boolean asksPeople;

  private boolean stallAsksPeople;

  Draft(Observation seen) {
    FailbackPlanStatus before = seen.status();
    this.seen = seen;
    this.pairs = seen.pairs();
    this.commands = new Commands(seen.namespace(), seen.name());
    this.phase = before.phase();
    this.authority = before.authority();
    this.episode = before.episode();
    this.request = before.request();
    this.approvedBy = before.approvedBy();
    this.waves = Waves.carriedOver(seen.spec(), before.waves(), pairs);
    this.failoverSeenSince = before.failoverSeenSince();
    this.declarationAnswered = before.declarationAnswered();
  }

  Instant now() {
    return seen.now();
  }

  void enter(Phase next, Turn turn) {
    phase = next;
    tell(turn);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void tell(Turn turn) {
    turns.add(turn);
  }

  /** The first reason given is the one that is shown. */
  void stall(String reason, String why, String nextStep) {
    if (stall == null) {
      stall = new Stall(reason, why, nextStep);
    }
  }

  boolean isStalled() {
    return stall != null;
  }

  void say(String situation, String next) {
    message = situation;
    nextAction = next;
    asksPeople = false;
  }

  /** Says what is waited for, and whether that is people and nothing else. */
  void ask(String situation, String next, boolean peopleAlone) {
    say(situation, next);
    asksPeople = peopleAlone;
  }

  /** Says where in the plan it is that something is waited for. */
  void sayFirst(String where) {
    message = where + message;
  }

  /** A stall which an approval ends; {@code peopleAlone} as in {@link #ask}. */
  void stallUntilApproved(String reason, String why, String nextStep, boolean peopleAlone) {
    if (stall == null) {
      stallAsksPeople = peopleAlone;
    }
    stall(reason, why, nextStep);
  }

  void wave(String name, WaveState state) {
    waves = Waves.with(waves, name, state, now());
  }

  /** Why it was stalled until now; empty if it was not. */
  String stalledBefore() {
    return seen.status()
        .condition("Stalled")
        .filter(condition -> condition.getStatus().equals("True"))
        .map(Condition::getReason)
        .orElse("");
  }

  private void tellIfStallIsNew() {
    if (stall == null) {
      return;
    }
    if (!stalledBefore().equals(stall.reason())) {
      tell(Turn.warning("Stalled", stall.reason() + ": " + stall.message()));
    }
  }

  /** Where a dispute is in nobody's way it is said all the same. */
  private String alsoDisputed() {
    return Premises.dispute(seen, rival -> true)
        .map(dispute -> "; " + dispute.message())
        .orElse("");
  }

  Decision finish() {
    String situation =
        (stall == null ? message + alsoDisputed() : stall.message()) + Gates.ignoredAbort(this);
    String next = stall == null ? nextAction : stall.nextStep();
    tellIfStallIsNew();
    Decision decision =
        new Decision(
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
            phase.inEpisode() ? capacity : null,
            failoverSeenSince,
            declarationAnswered,
            effects,
            Optional.ofNullable(stall),
            turns,
            situation,
            next,
            stall == null ? asksPeople : stallAsksPeople,
            new DrillDecision.None());
    return decision.moves(seen.status()) ? decision.withoutEffects() : decision;
  }
}
