package io.pra.failback.reconcile;

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
    sites.find(site).ifPresent(known -> known.guard().enforce(rules.rulesFor(known)));
  }
}
