package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Rollback;
import io.pra.failback.api.Side;
import io.pra.failback.api.Wave;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way back: hold the primary, confirm it, and only then start the recovery VMs that the episode
 * had stopped. Both sites are down meanwhile, which is the price of never running both.
 */
final class RollbackSteps {
  private RollbackSteps() {}

  static void begin(Draft draft, String reason, String cause) {
    String message = cause + ActionSequence.leftAsItIs(draft);
    draft.episode =
        draft.episode.rollingBack(new Rollback(reason, Spoken.text(message), draft.now()));
    draft.authority = draft.authority == Authority.Both ? Authority.Recovery : Authority.None;
    draft.request = null;
    draft.approvedBy = List.of();
    draft.waves = Waves.allPending(draft.waves);
    draft.actions = ActionSequence.allPending(draft.seen.spec());
    draft.checks = ChecklistReview.anew(draft);
    draft.enter(Phase.Holding, Turn.warning("RollingBack", "rolls back: " + message));
    draft.say("rolls back: " + message, "wait");
  }

  static void decide(Draft draft) {
    RecoveryStopping.noteStopped(draft);
    if (!Gates.bothReadable(draft) || !Gates.enforced(draft)) {
      return;
    }
    draft.pairs.stream()
        .filter(pair -> pair.isUnknown(Side.Primary))
        .findFirst()
        .ifPresent(pair -> Gates.primaryUnknown(draft, pair));
    long running = draft.pairs.stream().filter(pair -> pair.mayRun(Side.Primary)).count();
    if (running > 0) {
      draft.say("rolls back: %d primary VM(s) may still run".formatted(running), "wait");
      return;
    }
    if (draft.authority == Authority.None) {
      draft.authority = Authority.Recovery;
      draft.tell(
          Turn.normal(
              "AuthorityReturned", "no primary VM runs; the recovery site has authority again"));
      draft.say("rolls back: starts the recovery site", "wait");
      return;
    }
    if (!Gates.mayStartAt(draft, draft.seen.recovery())) {
      return;
    }
    if (startRecovery(draft) || shutdownMayStillTakeEffect(draft)) {
      return;
    }
    String why = draft.episode.rollback().message();
    draft.episode = draft.episode.withRollback(null).withRecoveryStops(List.of());
    draft.tell(Turn.normal("RolledBack", "rolled back: " + why));
    draft.say("rolled back: " + why, "wait");
  }

  /**
   * Starts what the episode had stopped, wave by wave; true while there is something left to start.
   */
  private static boolean startRecovery(Draft draft) {
    Set<String> ours = new LinkedHashSet<>();
    draft.episode.recoveryStops().forEach(stop -> ours.add(stop.name()));
    for (Wave wave : draft.seen.spec().waves()) {
      List<Pair> down =
          Waves.pairsOf(wave.name(), draft.pairs).stream()
              .filter(pair -> ours.remove(pair.recoveryName()) && !pair.runs(Side.Recovery))
              .toList();
      if (down.isEmpty()) {
        continue;
      }
      down.forEach(pair -> start(draft, pair.recoveryName(), pair.recovery()));
      draft.say(
          "rolls back: starts recovery wave %s, %d VM(s) to go".formatted(wave.name(), down.size()),
          "wait");
      return true;
    }
    return startWhatNoWaveNames(draft, ours);
  }

  /**
   * The plan may have been edited since it stopped them; they are owed their start all the same.
   */
  private static boolean startWhatNoWaveNames(Draft draft, Set<String> names) {
    boolean some = false;
    for (String name : names) {
      List<VirtualMachine> found =
          draft.seen.recovery().virtualMachines().stream()
              .filter(vm -> vm.name().equals(name))
              .toList();
      if (found.stream().noneMatch(vm -> vm.powerState() == PowerState.POWERED_ON)) {
        start(draft, name, found);
        draft.say("rolls back: starts recovery VM %s".formatted(name), "wait");
        some = true;
      }
    }
    return some;
  }

  private static void start(Draft draft, String name, List<VirtualMachine> found) {
    boolean unknown = found.stream().anyMatch(vm -> vm.powerState() == PowerState.UNKNOWN);
    if (unknown) {
      draft.stall(
          "RecoveryUnknown",
          "the power state of recovery VM %s is not known".formatted(name),
          "reconnect its host; it goes on by itself then");
    } else if (found.isEmpty()) {
      draft.stall(
          "RollbackBlocked",
          "recovery VM %s is not to be found".formatted(name),
          "restore it and start it by hand; it goes on by itself once it runs");
    } else if (found.size() > 1) {
      draft.stall(
          "RollbackBlocked",
          "recovery VM %s cannot be told for certain: %d VMs answer to its name or UUID"
              .formatted(name, found.size()),
          "start the right one by hand; it goes on by itself once it runs");
    } else {
      VirtualMachine vm = found.get(0);
      draft.effect(new Effect.PowerOn(Side.Recovery, vm.ref(), vm.name()));
    }
  }

  /**
   * A guest that was asked to shut down may yet do so: the rollback watches over it until it cannot
   * any more.
   */
  private static boolean shutdownMayStillTakeEffect(Draft draft) {
    boolean asked = draft.episode.recoveryStops().stream().anyMatch(stop -> !stop.stopped());
    Instant settled =
        draft
            .episode
            .rollback()
            .since()
            .plusSeconds(draft.seen.spec().recoveryShutdown().guestShutdownSeconds());
    if (!asked || !draft.now().isBefore(settled)) {
      return false;
    }
    draft.say("rolls back: a recovery VM that was asked to shut down may still do so", "wait");
    return true;
  }
}
