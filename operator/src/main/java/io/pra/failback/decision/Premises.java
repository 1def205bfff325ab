package io.pra.failback.decision;

import io.pra.failback.api.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a plan must be before anything is concluded from what is seen, or done about it: about two
 * sites that exist, and about VMs that no other plan is about.
 */
public final class Premises {
  private Premises() {}

  /** What is wrong with the plan as such, whatever its phase; empty if nothing. */
  public static Optional<Stall> problem(Observation seen) {
    return Stream.of(Side.values())
        .flatMap(side -> missing(seen, side).stream())
        .findFirst()
        .or(() -> sameVCenter(seen))
        .or(() -> dispute(seen, rival -> true));
  }

  /** Gate: both SiteStates exist, and are two vCenters. */
  static boolean twoSites(Draft draft) {
    return Stream.of(Side.values()).allMatch(side -> exists(draft, side)) && twoVCenters(draft);
  }

  /** Gate: the SiteState of a side exists. */
  static boolean exists(Draft draft, Side side) {
    return passes(draft, missing(draft.seen, side));
  }

  /**
   * Gate: no site is taken for the other one. That would make every conclusion wrong: production
   * would count as its own copy.
   */
  static boolean twoVCenters(Draft draft) {
    return passes(draft, sameVCenter(draft.seen));
  }

  /** Gate: no other plan claims a VM of this one. */
  static boolean undisputed(Draft draft) {
    return passes(draft, dispute(draft.seen, rival -> true));
  }

  /** Gate: no other plan would hold what this one lets run, or the other way round. */
  static boolean unopposed(Draft draft) {
    return passes(draft, dispute(draft.seen, Rival::opposed));
  }

  private static boolean passes(Draft draft, Optional<Stall> wrong) {
    wrong.ifPresent(stall -> draft.stall(stall.reason(), stall.message(), stall.nextStep()));
    return wrong.isEmpty();
  }

  private static Optional<Stall> missing(Observation seen, Side side) {
    if (!seen.surroundings().missing().contains(side)) {
      return Optional.empty();
    }
    boolean primary = side == Side.Primary;
    String name = primary ? seen.primary().name() : seen.recovery().name();
    return Optional.of(
        new Stall(
            "SiteMissing",
            "spec.%s.siteRef.name is %s, and there is no SiteState of that name in namespace %s"
                .formatted(primary ? "primary" : "recovery", name, seen.namespace()),
            "create SiteState %s; or, if the name is wrong, this plan anew with the right one"
                .formatted(name)));
  }

  private static Optional<Stall> sameVCenter(Observation seen) {
    return seen.surroundings().oneVCenter()
        ? Optional.of(
            new Stall(
                "SameVCenter",
                "SiteStates %s and %s are one and the same vCenter"
                    .formatted(seen.primary().name(), seen.recovery().name()),
                "correct spec.vcenter.url of the SiteState that is wrong"))
        : Optional.empty();
  }

  static Optional<Stall> dispute(Observation seen, Predicate<Rival> which) {
    List<Rival> rivals = seen.surroundings().rivals().stream().filter(which).toList();
    if (rivals.isEmpty()) {
      return Optional.empty();
    }
    Rival first = rivals.get(0);
    String more = rivals.size() == 1 ? "" : ", and %d more".formatted(rivals.size() - 1);
    return Optional.of(
        new Stall(
            "VmClaimedTwice",
            "VM %s of site %s is claimed by FailbackPlan %s too%s"
                .formatted(first.vm(), first.site(), first.plan(), more),
            "let spec.waves of only one of the two plans match it, or delete the plan that should"
                + " not be; it goes on by itself then"));
  }
}
