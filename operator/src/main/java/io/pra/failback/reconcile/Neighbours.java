package io.pra.failback.reconcile;

import io.pra.failback.admission.LivePolicies;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.decision.ApprovalGuard;
import io.pra.failback.decision.Claim;
import io.pra.failback.decision.Interrupted;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Rival;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Surroundings;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is around a plan: whether its sites exist and are two, which other plans claim its VMs, and
 * whether the API server checks who approves. Two SiteStates that lead to one vCenter, by whatever
 * address and from whatever namespace, are one place.
 */
final class Neighbours {
  /** Every plan that this operator serves. */
  interface Plans {
    Stream<FailbackPlan> all();
  }

  private final Sites sites;
  private final Consumer<Key> wake;
  private final Map<Key, Set<String>> disputes = new ConcurrentHashMap<>();
  private final Plans live;
  private final LivePolicies policies;
  private final EpisodeReports reports;
  private volatile Plans told = Stream::empty;

  /**
   * Knows nobody yet.
   *
   * @param live asks the API server
   * @param policies whether it checks who approves
   * @param reports what earlier plans have left
   * @param wake told the other plan when a dispute begins or ends
   */
  Neighbours(
      Sites sites, Plans live, LivePolicies policies, EpisodeReports reports, Consumer<Key> wake) {
    this.sites = sites;
    this.live = live;
    this.policies = policies;
    this.reports = reports;
    this.wake = wake;
  }

  /** What the watch has told; to be called before the first plan is looked at. */
  void are(Plans everybody) {
    told = everybody;
  }

  /** By the plans that the watch has told. */
  Surroundings around(FailbackPlan plan, List<Pair> pairs) {
    return around(plan, pairs, told, policies.told(), Optional.empty());
  }

  /**
   * By the plans that there are now. A watch that is ending, or that has not begun, tells of no
   * plan; and a plan without rivals may hold what another one lets run.
   */
  Surroundings aroundLive(FailbackPlan plan, List<Pair> pairs) {
    return around(
        plan,
        pairs,
        live,
        awaitsPeople(plan) ? policies.now() : policies.told(),
        PlanObserver.statusOf(plan).authority() == Authority.Unknown
            ? reports.interrupted(plan)
            : Optional.empty());
  }

  /** Once it is approved, nothing that is done next rests on who may approve. */
  private static boolean awaitsPeople(FailbackPlan plan) {
    FailbackPlanStatus status = PlanObserver.statusOf(plan);
    return status.phase() == Phase.Holding
        || (status.episode() != null && status.episode().approvedAt() == null);
  }

  private Surroundings around(
      FailbackPlan plan,
      List<Pair> pairs,
      Plans plans,
      ApprovalGuard approvals,
      Optional<Interrupted> interrupted) {
    Set<Side> missing =
        Stream.of(Side.values())
            .filter(side -> sites.find(site(plan, side)).isEmpty())
            .collect(Collectors.toSet());
    List<Rival> rivals = rivals(plan, pairs, plans);
    note(Key.of(plan), rivals.stream().map(Rival::plan).collect(Collectors.toSet()));
    return new Surroundings(
        missing,
        sites.isSamePlace(site(plan, Side.Primary), site(plan, Side.Recovery)),
        rivals,
        approvals,
        interrupted);
  }

  /** The plan is gone: who disputed with it does not any more. */
  void forget(Key plan) {
    note(plan, Set.of());
    disputes.remove(plan);
  }

  private void note(Key plan, Set<String> with) {
    Set<String> before = disputes.put(plan, with);
    Set<String> turned = new HashSet<>(before == null ? Set.of() : before);
    with.stream().filter(other -> !turned.remove(other)).toList().forEach(turned::add);
    turned.forEach(other -> wake.accept(Key.parse(other)));
  }

  private List<Rival> rivals(FailbackPlan plan, List<Pair> pairs, Plans plans) {
    Set<MoRef> ours = referencesOf(pairs);
    Map<Key, Reach> reaches = new HashMap<>();
    List<Claim> claims = new ArrayList<>();
    plans
        .all()
        .filter(other -> !Key.of(other).equals(Key.of(plan)))
        .sorted(Comparator.comparing(other -> Key.of(other).toString()))
        .forEach(
            other -> {
              for (Side mine : Side.values()) {
                for (Side theirs : Side.values()) {
                  Key here = site(plan, mine);
                  Key there = site(other, theirs);
                  if (sites.isSamePlace(here, there)) {
                    Reach reach = reaches.computeIfAbsent(there, site -> reach(site, ours));
                    claims.add(claim(other, theirs, there, mine, here, reach));
                  }
                }
              }
            });
    return Claim.rivals(pairs, claims);
  }

  /** What a SiteState observes, and what of it is its own. */
  private record Reach(Set<MoRef> observed, Set<MoRef> selected) {}

  /** One that cannot be read may reach all that is ours. */
  private Reach reach(Key site, Set<MoRef> ours) {
    SiteView view = sites.view(site);
    return view.readable()
        ? new Reach(references(view.virtualMachines()), references(view.selected()))
        : new Reach(ours, ours);
  }

  private static Set<MoRef> referencesOf(List<Pair> pairs) {
    return pairs.stream()
        .flatMap(pair -> Stream.of(Side.values()).flatMap(side -> pair.at(side).stream()))
        .map(VirtualMachine::ref)
        .collect(Collectors.toSet());
  }

  private static Set<MoRef> references(List<VirtualMachine> machines) {
    return machines.stream().map(VirtualMachine::ref).collect(Collectors.toSet());
  }

  private static Claim claim(
      FailbackPlan other, Side theirs, Key there, Side mine, Key here, Reach reach) {
    return new Claim(
        Key.of(other).toString(),
        other.getSpec(),
        PlanObserver.statusOf(other),
        theirs,
        mine,
        here.name(),
        here.equals(there),
        reach.observed(),
        reach.selected());
  }

  private static Key site(FailbackPlan plan, Side side) {
    return side == Side.Primary ? PlanObserver.primary(plan) : PlanObserver.recovery(plan);
  }
}
