package io.pra.failback.reconcile;

import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.checks.GuestSource;
import io.pra.failback.checks.GuestsUnavailableException;
import io.pra.failback.decision.Glob;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Pairing;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The VMs of an episode, and what their vCenter says of the guests when it is asked. */
final class LiveGuests implements GuestSource {
  private final Sites sites;
  private final RuleBook rules;

  LiveGuests(Sites sites, RuleBook rules) {
    this.sites = sites;
    this.rules = rules;
  }

  @Override
  public List<Guest> read(String plan, Side side, List<String> globs) {
    RuleBook.Entry entry = rules.find(Key.parse(plan));
    if (entry == null || episode(entry) == null) {
      return List.of();
    }
    Key key = entry.site(side);
    Site site =
        sites
            .find(key)
            .orElseThrow(
                () -> new GuestsUnavailableException("there is no SiteState " + key.name()));
    List<Pair> pairs = pairs(entry, globs);
    try {
      Map<MoRef, GuestTools> tools =
          site.guard()
              .guestTools(
                  pairs.stream()
                      .flatMap(pair -> pair.at(side).stream())
                      .map(VirtualMachine::ref)
                      .toList());
      return pairs.stream().map(pair -> guest(pair, side, tools)).toList();
    } catch (VSphereException e) {
      throw new GuestsUnavailableException(
          "the vCenter of site %s: %s".formatted(key.name(), e.getMessage()));
    }
  }

  private List<Pair> pairs(RuleBook.Entry entry, List<String> globs) {
    return Pairing.pairs(
            entry.spec(),
            sites.view(entry.site(Side.Primary)),
            sites.view(entry.site(Side.Recovery)),
            episode(entry).virtualMachines(),
            true)
        .stream()
        .filter(pair -> Glob.anyMatches(globs, pair.name()))
        .toList();
  }

  /** The one that is under way, or is drilled. */
  private static Episode episode(RuleBook.Entry entry) {
    FailbackPlanStatus status = entry.status();
    return status.isDrilling() ? status.drill().episode() : status.episode();
  }

  private static Guest guest(Pair pair, Side side, Map<MoRef, GuestTools> tools) {
    List<VirtualMachine> found = pair.at(side);
    return new Guest(
        side == Side.Primary ? pair.name() : pair.recoveryName(),
        found.size() == 1 ? Optional.ofNullable(tools.get(found.get(0).ref())) : Optional.empty());
  }
}
