package io.pra.failback.checks;

import io.pra.failback.api.Action;

/** What carries out which kind of action: the one place that knows them all. */
final class Deeds {
  private Deeds() {}

  static Deed of(ActionRun run, Network network) {
    Action action = run.action();
    if (action.http() != null) {
      return new HttpAction(run, action.http(), network);
    }
    if (action.redis() != null) {
      return new RedisPromote(run, action.redis(), network);
    }
    if (action.kubernetesPatch() != null) {
      return new ObjectPatch(run, action.kubernetesPatch(), network);
    }
    if (action.job() != null) {
      return new JobAction(run, action.job(), network);
    }
    if (action.zerto() != null) {
      return new VpgReversal(run, action.zerto(), network);
    }
    throw new IllegalArgumentException("the operator does not know this kind of action");
  }
}
