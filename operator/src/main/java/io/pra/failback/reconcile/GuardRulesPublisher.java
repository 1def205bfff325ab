package io.pra.failback.reconcile;

import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Pairing;
import io.pra.failback.decision.Privileges;
import io.pra.failback.guard.CapacityNeed;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
              known.guard().need(capacityOf(site));
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

  /** Of the plans that may start VMs there once people have approved. */
  private CapacityNeed capacityOf(Key site) {
    List<RuleBook.Entry> asking =
        rules.plansOf(site).stream()
            .filter(plan -> plan.site(Side.Primary).equals(site) && isBeforeApproval(plan.status()))
            .toList();
    return asking.stream()
        .map(plan -> capacityEvery(plan.status()))
        .min(Comparator.naturalOrder())
        .map(every -> new CapacityNeed(() -> startingAt(asking), every))
        .orElse(CapacityNeed.NONE);
  }

  private static boolean isBeforeApproval(FailbackPlanStatus status) {
    return (status.phase() == Phase.Holding || status.phase() == Phase.AwaitingApproval)
        && (status.episode() == null || status.episode().rollback() == null);
  }

  /** Often while somebody mends it, or is asked to rely on it; else only to be seen. */
  private static Duration capacityEvery(FailbackPlanStatus status) {
    CapacityStatus known = status.capacity();
    if (known == null || known.state() != CapacityState.Sufficient) {
      return Duration.ofSeconds(10);
    }
    boolean isRelied =
        status.phase() == Phase.AwaitingApproval
            || status
                .condition("ChecklistPassed")
                .filter(condition -> condition.getStatus().equals("True"))
                .isPresent();
    return isRelied ? Duration.ofMinutes(1) : Duration.ofMinutes(5);
  }

  private Set<MoRef> startingAt(List<RuleBook.Entry> plans) {
    return plans.stream()
        .flatMap(plan -> pairsOf(plan).stream())
        .flatMap(pair -> pair.primary().stream())
        .map(VirtualMachine::ref)
        .collect(Collectors.toSet());
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
