package io.pra.failback.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.SiteState;
import io.pra.failback.status.SiteUse;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Keeps a SiteState from going while an episode rests on it, by a finalizer that is there for that
 * time only: a site that is deleted by mistake is guarded on.
 */
final class SiteProtection {
  static final String FINALIZER = "failback.pra.io/episode";

  private SiteProtection() {}

  /**
   * Who uses a site.
   *
   * @param plans those that name it
   */
  static SiteUse use(SiteState site, Collection<FailbackPlan> plans) {
    return new SiteUse(
        plans.stream()
            .filter(plan -> rests(plan, site))
            .map(
                plan ->
                    "%s (%s, %s)"
                        .formatted(
                            plan.getMetadata().getName(),
                            PlanObserver.statusOf(plan).episode().id(),
                            PlanObserver.statusOf(plan).phase()))
            .sorted()
            .toList(),
        site.isMarkedForDeletion());
  }

  /** The sites that a plan names. */
  static Stream<Key> sitesOf(FailbackPlan plan) {
    return Stream.of(PlanObserver.primary(plan), PlanObserver.recovery(plan));
  }

  private static boolean rests(FailbackPlan plan, SiteState site) {
    FailbackPlanStatus status = PlanObserver.statusOf(plan);
    return status.phase().inEpisode()
        && status.episode() != null
        && sitesOf(plan).anyMatch(Key.of(site)::equals);
  }

  /** Protects the site, or lets it go. */
  static void settle(SiteState site, SiteUse use, KubernetesClient client) {
    if (!use.isFree()) {
      PrimaryUpdateAndCacheUtils.addFinalizer(client, site, FINALIZER);
    } else if (site.hasFinalizer(FINALIZER)
        && (!site.isMarkedForDeletion() || isFreeLive(site, client))) {
      PrimaryUpdateAndCacheUtils.removeFinalizer(client, site, FINALIZER);
    }
  }

  /** A cache may be behind, and what is let go does not come back. */
  private static boolean isFreeLive(SiteState site, KubernetesClient client) {
    return client
        .resources(FailbackPlan.class)
        .inNamespace(site.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .noneMatch(plan -> rests(plan, site));
  }
}
