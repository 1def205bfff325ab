package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.SiteStateStatus;

/**
 * Writes statuses by server-side apply. A plan's is bound to the version it was decided on: if
 * anybody has written meanwhile, the write is refused and the decision is made again.
 */
final class StatusWriter {
  private StatusWriter() {}

  static FailbackPlan write(
      FailbackPlan decidedOn, FailbackPlanStatus status, Context<FailbackPlan> context) {
    FailbackPlan fresh = new FailbackPlan();
    fresh.setMetadata(
        identity(decidedOn)
            .withResourceVersion(decidedOn.getMetadata().getResourceVersion())
            .build());
    fresh.setStatus(status);
    return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(decidedOn, fresh, context);
  }

  static SiteState write(SiteState site, SiteStateStatus status, Context<SiteState> context) {
    SiteState fresh = new SiteState();
    fresh.setMetadata(identity(site).build());
    fresh.setStatus(status);
    return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(site, fresh, context);
  }

  private static ObjectMetaBuilder identity(HasMetadata object) {
    return new ObjectMetaBuilder()
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid());
  }
}
