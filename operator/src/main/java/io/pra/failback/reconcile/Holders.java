package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.function.Function;

/** Who may have held a VM, for what was done in the name of an earlier process. */
final class Holders {
  private final RuleBook rules;
  private final Function<Key, Optional<Site>> sites;

  Holders(RuleBook rules, Function<Key, Optional<Site>> sites) {
    this.rules = rules;
    this.sites = sites;
  }

  /** The plan that a VM of that name belongs to, else its site; empty if it is neither's. */
  Optional<HasMetadata> of(Key site, String vm) {
    Optional<HasMetadata> plan =
        rules.plansOf(site).stream()
            .filter(entry -> SiteSteps.covers(entry, site, vm))
            .<HasMetadata>map(RuleBook.Entry::object)
            .findFirst();
    return plan.or(() -> ownedBySite(site, vm));
  }

  private Optional<HasMetadata> ownedBySite(Key site, String vm) {
    return sites
        .apply(site)
        .filter(
            known -> known.view().selected().stream().anyMatch(other -> other.name().equals(vm)))
        .map(known -> SiteListener.reference(site));
  }
}
