package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.RecoveryShutdown;
import io.pra.failback.api.RecoveryStop;
import io.pra.failback.api.Side;
import io.pra.failback.api.Wave;
import io.pra.failback.api.WaveState;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Shuts the recovery VMs down, last wave first: the guest is asked, and after its grace time the
 * power is cut.
 */
final class RecoveryStopping {
  private RecoveryStopping() {}

  /** Brings the stop one step forward; true when no recovery VM may run. */
  static boolean advance(Draft draft) {
    noteStopped(draft);
    List<Wave> lastFirst = new ArrayList<>(draft.seen.spec().waves());
    Collections.reverse(lastFirst);
    for (Wave wave : lastFirst) {
      List<Pair> members = Waves.pairsOf(wave.name(), draft.pairs);
      List<Pair> running = members.stream().filter(pair -> pair.mayRun(Side.Recovery)).toList();
      if (running.isEmpty()) {
        draft.wave(wave.name(), WaveState.Stopped);
        continue;
      }
      draft.wave(wave.name(), WaveState.Stopping);
      running.forEach(pair -> stop(draft, wave.name(), pair));
      draft.say(
          "stops recovery wave %s: %d VM(s) still run".formatted(wave.name(), running.size()),
          "wait");
      return false;
    }
    return allSeenDown(draft);
  }

  /** What no wave names was not stopped; what is not to be found was not seen down. */
  private static boolean allSeenDown(Draft draft) {
    Optional<Pair> left =
        draft.pairs.stream().filter(pair -> pair.mayRun(Side.Recovery)).findFirst();
    Optional<RecoveryStop> lost =
        draft.episode.recoveryStops().stream().filter(stop -> !stop.stopped()).findFirst();
    if (left.isPresent()) {
      draft.stall(
          "VmInNoWave",
          "recovery VM %s may run, and VM %s matches no wave any more"
              .formatted(left.get().recoveryName(), left.get().name()),
          "make spec.waves name it in exactly one wave, or shut it down by hand");
    } else if (lost.isPresent()) {
      draft.stall(
          "RecoveryVmMissing",
          "recovery VM %s ran, was to be stopped, and is not to be found: it may run elsewhere"
              .formatted(lost.get().name()),
          "find out where it is; it goes on by itself once a VM of that name is seen down"
              + Gates.orAbort(draft));
    }
    return left.isEmpty() && lost.isEmpty();
  }

  /** From the moment a VM is seen down, the guard keeps it down. */
  static void noteStopped(Draft draft) {
    if (!draft.seen.recovery().readable()) {
      return;
    }
    List<RecoveryStop> stops =
        draft.episode.recoveryStops().stream()
            .map(
                stop ->
                    !stop.stopped() && isSeenDown(draft, stop.name())
                        ? new RecoveryStop(stop.name(), true)
                        : stop)
            .toList();
    if (!stops.equals(draft.episode.recoveryStops())) {
      draft.episode = draft.episode.withRecoveryStops(stops);
    }
  }

  private static boolean isSeenDown(Draft draft, String name) {
    List<VirtualMachine> found =
        draft.seen.recovery().virtualMachines().stream()
            .filter(vm -> vm.name().equals(name))
            .toList();
    return !found.isEmpty() && found.stream().noneMatch(vm -> vm.powerState().mayRun());
  }

  private static void stop(Draft draft, String wave, Pair pair) {
    RecoveryShutdown how = draft.seen.spec().recoveryShutdown();
    boolean ours =
        draft.authority == Authority.Both
            || draft.episode.recoveryStops().contains(new RecoveryStop(pair.recoveryName(), false));
    boolean graceIsOver =
        !draft
            .now()
            .isBefore(
                Waves.find(draft.waves, wave).since().plusSeconds(how.guestShutdownSeconds()));
    for (VirtualMachine vm : pair.recovery()) {
      if (vm.powerState() == PowerState.UNKNOWN) {
        draft.stall(
            "RecoveryUnknown",
            "the power state of recovery VM %s is not known, so it counts as running"
                .formatted(vm.name()),
            "reconnect its host; it goes on by itself then");
      } else if (vm.powerState() == PowerState.POWERED_ON && ours) {
        shutDown(draft, vm, how, graceIsOver);
      }
      // What was down and runs again is the guard's, which does not ask the guest.
    }
  }

  private static void shutDown(
      Draft draft, VirtualMachine vm, RecoveryShutdown how, boolean graceIsOver) {
    if (!graceIsOver) {
      draft.effect(new Effect.ShutdownGuest(Side.Recovery, vm.ref(), vm.name()));
    } else if (how.powerOffAfter()) {
      draft.effect(new Effect.PowerOff(Side.Recovery, vm.ref(), vm.name()));
    } else {
      draft.stall(
          "RecoveryStillRuns",
          "recovery VM %s did not shut down within %d s"
              .formatted(vm.name(), how.guestShutdownSeconds()),
          // An edit would roll back while the recovery is being stopped before the waves.
          draft.phase.canRollBack()
              ? "shut it down by hand" + Gates.orAbort(draft)
              : "shut it down by hand, or set spec.recoveryShutdown.powerOffAfter and approve the edit");
    }
  }
}
