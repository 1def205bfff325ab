package io.pra.failback.decision;

import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Request;

/** Statuses that differ in one field: history that a test does not want to play. */
final class Statuses {
  private Statuses() {}

  static FailbackPlanStatus with(FailbackPlanStatus s, Request request) {
    return of(s, s.episode(), request, s.declarationAnswered());
  }

  static FailbackPlanStatus with(FailbackPlanStatus s, Episode episode) {
    return of(s, episode, s.request(), s.declarationAnswered());
  }

  static FailbackPlanStatus withDeclarationAnswered(FailbackPlanStatus s, String answered) {
    return of(s, s.episode(), s.request(), answered);
  }

  private static FailbackPlanStatus of(
      FailbackPlanStatus s, Episode episode, Request request, String declarationAnswered) {
    return new FailbackPlanStatus(
        s.observedGeneration(),
        s.revision(),
        s.phase(),
        s.authority(),
        s.message(),
        s.nextAction(),
        s.held(),
        s.dualActive(),
        s.approvers(),
        episode,
        request,
        s.approvedBy(),
        s.pairs(),
        s.waves(),
        s.checklist(),
        s.actions(),
        s.measurements(),
        s.dataAtStake(),
        s.vpgs(),
        s.capacity(),
        s.failoverSeenSince(),
        declarationAnswered,
        s.timeline(),
        s.reports(),
        s.drill(),
        s.lastDrill(),
        s.drills(),
        s.conditions());
  }
}
