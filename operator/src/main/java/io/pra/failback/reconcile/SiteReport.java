package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.SiteStateStatus;
import io.pra.failback.api.VmCounts;
import io.pra.failback.decision.Provenance;
import io.pra.failback.decision.Turn;
import io.pra.failback.guard.Sight;
import io.pra.failback.observability.SiteReading;
import io.pra.failback.observability.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the world how a site stands: Events where its conditions turn, and metrics. */
final class SiteReport {
  private final Announcer announcer;
  private final Telemetry telemetry;

  SiteReport(Announcer announcer, Telemetry telemetry) {
    this.announcer = announcer;
    this.telemetry = telemetry;
  }

  /** What the leader has written. */
  void written(SiteState site, SiteStateStatus before, SiteStateStatus after) {
    turned(site, before, after, "Ready", true);
    turned(site, before, after, "Reachable", false);
    deletionBlocked(site, before, after);
  }

  /** Who lifts a brake is told as far as it is known, by the leader that saw it pulled. */
  void activity(SiteState site, Optional<SiteActivity> before) {
    SiteActivity now = site.getSpec().activity();
    if (before.equals(Optional.of(SiteActivity.Suspended)) && now != SiteActivity.Suspended) {
      String writers = Provenance.ofActivity(site.getMetadata().getManagedFields());
      announcer.tell(
          site,
          Turn.normal(
              "BrakeLifted",
              "activity is no longer Suspended, but %s%s"
                  .formatted(now, Provenance.writtenBy(writers))));
    }
  }

  /** What this process sees, whether it leads or not. */
  void update(SiteState site, SiteStateStatus after, Sight sight) {
    VmCounts counts = after.virtualMachines();
    int running =
        (int)
            sight.virtualMachines().stream()
                .filter(vm -> sight.held().contains(vm.ref()) && vm.powerState().mayRun())
                .count();
    telemetry
        .sites()
        .update(
            site.getMetadata().getNamespace(),
            site.getMetadata().getName(),
            new SiteReading(
                counts.poweredOn(),
                counts.suspended(),
                counts.poweredOff(),
                counts.unknown(),
                sight.held().size() - running,
                running,
                surplus(site, after, sight),
                sight.contact().synced(),
                sight.preflight().missing().values().stream().mapToInt(Set::size).sum(),
                sight.preflight().clockAhead()));
  }

  /** Of two limits, the plan's and the site's, the one that is exceeded further. */
  private static int surplus(SiteState site, SiteStateStatus after, Sight sight) {
    int beyondSite = after.virtualMachines().total() - site.getSpec().limits().maxVirtualMachines();
    return Math.max(sight.surplus().size(), beyondSite);
  }

  private void deletionBlocked(SiteState site, SiteStateStatus before, SiteStateStatus after) {
    String blocked = "DeletionBlocked";
    boolean told =
        find(before.conditions(), "InUse").map(c -> c.getReason().equals(blocked)).orElse(false);
    find(after.conditions(), "InUse")
        .filter(now -> !told && now.getReason().equals(blocked))
        .ifPresent(now -> announcer.tell(site, Turn.warning(blocked, now.getMessage())));
  }

  private void turned(
      SiteState site,
      SiteStateStatus before,
      SiteStateStatus after,
      String type,
      boolean byReason) {
    Condition now = find(after.conditions(), type).orElseThrow();
    Optional<Condition> was = find(before.conditions(), type);
    boolean same =
        was.map(
                c ->
                    c.getStatus().equals(now.getStatus())
                        && (!byReason || c.getReason().equals(now.getReason())))
            .orElse(false);
    if (!same && !now.getReason().equals("Connecting") && !now.getReason().equals("NotTried")) {
      boolean good = now.getStatus().equals("True");
      announcer.tell(site, new Turn(!good, good ? type : now.getReason(), now.getMessage()));
    }
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** Every process forgets it; the leader tells. */
  void deleted(SiteState site, boolean leads) {
    telemetry.sites().forget(site.getMetadata().getNamespace(), site.getMetadata().getName());
    if (!leads) {
      return;
    }
    announcer.tell(
        site,
        Turn.warning("SiteReleased", "the site was deleted: nothing is observed or held there"));
  }
}
