package io.pra.failback.reconcile;

import io.pra.failback.api.FailbackPlan;
import io.pra.failback.decision.SiteView;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Both vCenters of a plan as they are when they are asked, past every cache.
 *
 * @param primary which site was asked as the primary
 * @param recovery which one as the recovery
 * @param began when it was begun, in nanoseconds of the process's monotonic clock
 */
record LiveLook(
    Key primary,
    Key recovery,
    Future<SiteView> primaryAnswer,
    Future<SiteView> recoveryAnswer,
    long began) {

  /** Whether these are the sites that the plan names. */
  boolean isOf(FailbackPlan plan) {
    return primary.equals(PlanObserver.primary(plan))
        && recovery.equals(PlanObserver.recovery(plan));
  }

  SiteView primaryView() {
    return answered(primary, primaryAnswer);
  }

  SiteView recoveryView() {
    return answered(recovery, recoveryAnswer);
  }

  private static SiteView answered(Key site, Future<SiteView> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SiteView.unreadable(site.name(), "the operator is being closed");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
