package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.SiteStateStatus;

/**
 * Writes statuses by server-side apply, bound to the version that was decided on: if anybody has
 * written meanwhile, the write is refused and the decision is made again. That is why the
 * framework's {@code PrimaryUpdateAndCacheUtils} is not used: after a conflict it writes the same
 * status once more, bound to the newer version.
 */
final class StatusWriter {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("failback-operator")
          .withForce(true)
          .build();

  private StatusWriter() {}

  static FailbackPlan write(
      FailbackPlan decidedOn, FailbackPlanStatus status, Context<FailbackPlan> context) {
    FailbackPlan fresh = new FailbackPlan();
    fresh.setStatus(status);
    return apply(decidedOn, fresh, context);
  }

  static SiteState write(SiteState decidedOn, SiteStateStatus status, Context<SiteState> context) {
    SiteState fresh = new SiteState();
    fresh.setStatus(status);
    return apply(decidedOn, fresh, context);
  }

  private static <P extends HasMetadata> P apply(P decidedOn, P fresh, Context<P> context) {
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(decidedOn.getMetadata().getNamespace())
            .withName(decidedOn.getMetadata().getName())
            .withUid(decidedOn.getMetadata().getUid())
            .withResourceVersion(decidedOn.getMetadata().getResourceVersion())
            .build());
    P written = context.getClient().resource(fresh).subresource("status").patch(APPLY);
    // Until the watch tells of it, the next reconciliation sees what was written.
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .handleRecentResourceUpdate(ResourceID.fromResource(decidedOn), written, decidedOn);
    return written;
  }
}
