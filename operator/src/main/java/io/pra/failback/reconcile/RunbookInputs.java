package io.pra.failback.reconcile;

import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Pair;
import io.pra.failback.report.RunbookInput;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Optional;

/** Reads off a plan and its sites what a runbook is made from. */
final class RunbookInputs {
  private final Sites sites;

  RunbookInputs(Sites sites) {
    this.sites = sites;
  }

  /** Empty while a site cannot be read: the last runbook is better than one without its VMs. */
  Optional<RunbookInput> of(FailbackPlan plan, Observation seen) {
    Optional<Site> primary = sites.find(PlanObserver.primary(plan));
    Optional<Site> recovery = sites.find(PlanObserver.recovery(plan));
    if (!seen.bothReadable() || primary.isEmpty() || recovery.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RunbookInput(
            seen.namespace(),
            seen.name(),
            plan.getSpec(),
            site(primary.get()),
            site(recovery.get()),
            seen.pairs().stream().map(RunbookInputs::machine).toList()));
  }

  private static RunbookInput.Site site(Site site) {
    SiteStateSpec spec = site.spec();
    String folder = spec.virtualMachines().folder();
    return new RunbookInput.Site(
        site.key().name(),
        spec.vcenter().url(),
        folder == null ? "" : folder,
        spec.vcenter().credentialsSecretRef().name());
  }

  private static RunbookInput.Machine machine(Pair pair) {
    return new RunbookInput.Machine(
        pair.name(),
        pair.recoveryName(),
        pair.waves().isEmpty() ? "" : pair.waves().get(0),
        where(pair.primary()),
        where(pair.recovery()));
  }

  private static RunbookInput.Whereabouts where(List<VirtualMachine> found) {
    return found.size() == 1
        ? new RunbookInput.Whereabouts(found.get(0).ref().toString(), found.get(0).biosUuid())
        : RunbookInput.Whereabouts.UNKNOWN;
  }
}
