package io.pra.failback.reconcile;

import io.pra.failback.api.Side;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Pairing;
import io.pra.failback.decision.Privileges;
import io.pra.failback.vsphere.MoRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings what is persisted into force at a site. */
final class GuardRulesPublisher {
  private final Sites sites;
  private final RuleBook rules;

  GuardRulesPublisher(Sites sites, RuleBook rules) {
    this.sites = sites;
    this.rules = rules;
  }

  /**
   * When it returns, the site's guard goes by the rules of all its plans; a site that is not known
   * yet gets them later.
   */
  void publish(Key site) {
    sites
        .find(site)
        .ifPresent(
            known -> {
              known.guard().enforce(rules.rulesFor(known));
              known.guard().need(() -> needsOf(site));
            });
  }

  /** The privileges that the site and all its plans need there, by VM. */
  private Map<MoRef, Set<String>> needsOf(Key site) {
    Map<MoRef, Set<String>> needs = new HashMap<>();
    Privileges.addSite(sites.view(site), needs);
    for (RuleBook.Entry plan : rules.plansOf(site)) {
      Side side = plan.site(Side.Primary).equals(site) ? Side.Primary : Side.Recovery;
      Privileges.addPlan(plan.spec(), pairsOf(plan), side, needs);
    }
    return needs;
  }

  private List<Pair> pairsOf(RuleBook.Entry plan) {
    boolean inEpisode = plan.status().phase().inEpisode() && plan.status().episode() != null;
    return Pairing.pairs(
        plan.spec(),
        sites.view(plan.site(Side.Primary)),
        sites.view(plan.site(Side.Recovery)),
        inEpisode ? plan.status().episode().virtualMachines() : List.of(),
        false);
  }
}
