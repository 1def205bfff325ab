package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Episode;
import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The beginning of an episode, and the set of VMs it is about. */
final class Episodes {
  private Episodes() {}

  /** Begins the next episode unless it would be about too many VMs; true if it did. */
  static boolean begin(Draft draft, Turn why) {
    int limit = draft.seen.spec().guard().maxVirtualMachines();
    if (draft.pairs.size() > limit) {
      draft.stall(
          "TooManyVirtualMachines",
          "an episode would be about %d VMs and spec.guard.maxVirtualMachines is %d; nothing is held"
              .formatted(draft.pairs.size(), limit),
          "narrow the waves, or raise the limit: " + draft.commands.raiseLimit(draft.pairs.size()));
      return false;
    }
    int number = draft.episode == null ? 1 : draft.episode.number() + 1;
    draft.episode = Episode.begin(number, draft.now(), machines(draft.pairs));
    draft.authority = Authority.Recovery;
    draft.request = null;
    draft.approvedBy = List.of();
    draft.failoverSeenSince = null;
    draft.vpgs = List.of();
    draft.atStake = null;
    draft.waves = Waves.allPending(draft.waves);
    draft.actions = ActionSequence.allPending(draft.seen.spec());
    draft.checks = ChecklistReview.anew(draft);
    draft.enter(Phase.Holding, why);
    draft.say("the primary is held", "wait");
    return true;
  }

  static List<EpisodeVm> machines(List<Pair> pairs) {
    return pairs.stream().map(Episodes::machine).toList();
  }

  private static EpisodeVm machine(Pair pair) {
    boolean certain = pair.primary().size() == 1;
    String wave = pair.waves().isEmpty() ? "" : pair.waves().get(0);
    return new EpisodeVm(
        pair.name(),
        pair.recoveryName(),
        certain ? pair.primary().get(0).instanceUuid() : "",
        certain ? pair.primary().get(0).biosUuid() : "",
        wave);
  }

  /**
   * Takes in VMs that appear while the primary is held, up to the limit, and new UUIDs of those
   * that were re-created. What comes beyond the limit is not touched, and stops the episode until a
   * person has looked.
   */
  static void learn(Draft draft) {
    if (!draft.seen.primary().readable()) {
      return;
    }
    int limit = draft.seen.spec().guard().maxVirtualMachines();
    Map<String, EpisodeVm> known = new HashMap<>();
    draft.episode.virtualMachines().forEach(vm -> known.put(vm.name(), vm));
    List<EpisodeVm> machines = new ArrayList<>();
    List<String> surplus = new ArrayList<>();
    for (Pair pair : draft.pairs) {
      EpisodeVm before = known.get(pair.name());
      if (before != null && pair.waves().isEmpty() && pair.primary().isEmpty()) {
        // It exists no more and the plan names it no more: there is nothing left to hold.
        known.remove(pair.name());
      } else if (before != null) {
        machines.add(pair.primary().size() == 1 ? machine(pair) : before);
      } else if (known.size() < limit) {
        machines.add(machine(pair));
        known.put(pair.name(), machine(pair));
      } else {
        surplus.add(pair.name());
      }
    }
    if (!machines.equals(draft.episode.virtualMachines())) {
      draft.episode = draft.episode.withVirtualMachines(machines);
    }
    if (draft.episode.firstHeldAt() == null && primaryHasAppeared(draft)) {
      draft.episode = draft.episode.withFirstHeldAt(draft.now());
    }
    if (!surplus.isEmpty()) {
      draft.stall(
          "SurplusVirtualMachines",
          "%d VMs match a wave beyond spec.guard.maxVirtualMachines and are not held, %s first"
              .formatted(surplus.size(), surplus.get(0)),
          "exclude them, or raise the limit: "
              + draft.commands.raiseLimit(known.size() + surplus.size()));
    }
  }

  private static boolean primaryHasAppeared(Draft draft) {
    return draft.pairs.stream()
        .flatMap(pair -> pair.at(Side.Primary).stream())
        .map(VirtualMachine::powerState)
        .anyMatch(state -> state == PowerState.POWERED_ON || state == PowerState.SUSPENDED);
  }
}
