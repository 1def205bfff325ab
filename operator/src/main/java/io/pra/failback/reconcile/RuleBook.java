package io.pra.failback.reconcile;

import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Hold;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.guard.GuardRules;
import io.pra.failback.guard.HoldRule;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.guard.PlanHolds;
import io.pra.failback.leader.Leadership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All plans as persisted, and the rules that follow from them for each site. A guard gets the rules
 * of all its plans at once; where two opinions meet, a hold wins.
 */
final class RuleBook {
  /**
   * What a plan was last known to be.
   *
   * @param term the term of leadership in which it was read live or written; {@link
   *     Leadership#NONE} if a cache says so
   */
  record Entry(FailbackPlan object, FailbackPlanStatus status, long term) {
    Key plan() {
      return Key.of(object);
    }

    FailbackPlanSpec spec() {
      return object.getSpec();
    }

    String uid() {
      return object.getMetadata().getUid();
    }

    HoldStamp stamp() {
      return new HoldStamp(uid(), status.revision(), term);
    }

    Key site(Side side) {
      return plan()
          .sibling(
              side == Side.Primary
                  ? spec().primary().siteRef().name()
                  : spec().recovery().siteRef().name());
    }
  }

  private final Map<Key, Entry> plans = new ConcurrentHashMap<>();

  /** Takes a plan as it is persisted; {@code term} as in {@link Entry}. */
  void put(FailbackPlan plan, FailbackPlanStatus status, long term) {
    plans.put(Key.of(plan), new Entry(plan, status, term));
  }

  void remove(Key plan) {
    plans.remove(plan);
  }

  Entry find(Key plan) {
    return plans.get(plan);
  }

  List<Entry> all() {
    return List.copyOf(plans.values());
  }

  /** Whether a request is open, in any plan or drill, that people may approve. */
  boolean peopleAreAsked() {
    return plans.values().stream()
        .map(Entry::status)
        .anyMatch(status -> isAsked(status) || (status.isDrilling() && isAsked(status.drilled())));
  }

  private static boolean isAsked(FailbackPlanStatus status) {
    return status.request() != null && status.episode().approvedAt() == null;
  }

  /** Plans that name a site, in a stable order. */
  List<Entry> plansOf(Key site) {
    return plans.values().stream()
        .filter(
            entry ->
                entry.site(Side.Primary).equals(site) || entry.site(Side.Recovery).equals(site))
        .sorted(Comparator.comparing(entry -> entry.plan().toString()))
        .toList();
  }

  GuardRules rulesFor(Site site) {
    List<HoldRule> holds = new ArrayList<>();
    if (site.spec().activity() == SiteActivity.Suspended) {
      holds.add(
          new HoldRule(
              "sitestate/" + site.key(),
              Hold.Suspend,
              List.of(),
              Set.of(),
              site.spec().virtualMachines(),
              List.of("*"),
              site.spec().limits().maxVirtualMachines(),
              site.stamp()));
    }
    for (Entry entry : plansOf(site.key())) {
      for (Side side : Side.values()) {
        if (entry.site(side).equals(site.key())) {
          PlanHolds.rule(
                  "failbackplan/" + entry.plan(),
                  entry.spec(),
                  entry.status(),
                  side,
                  site.spec().virtualMachines(),
                  entry.stamp())
              .ifPresent(holds::add);
        }
      }
    }
    return new GuardRules(holds, site.spec().mode() == Mode.DryRun);
  }
}
