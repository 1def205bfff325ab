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
    return draft.pairs.stream().noneMatch(pair -> pair.mayRun(Side.Recovery));
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
                    stop.stopped() || mayRun(draft, stop.name())
                        ? stop
                        : new RecoveryStop(stop.name(), true))
            .toList();
    if (!stops.equals(draft.episode.recoveryStops())) {
      draft.episode = draft.episode.withRecoveryStops(stops);
    }
  }

  private static boolean mayRun(Draft draft, String recoveryName) {
    return draft.pairs.stream()
        .anyMatch(pair -> pair.recoveryName().equals(recoveryName) && pair.mayRun(Side.Recovery));
  }

  private static void stop(Draft draft, String wave, Pair pair) {
    RecoveryShutdown how = draft.seen.spec().recoveryShutdown();
    boolean ours =
        draft.authority == Authority.Both
            || draft.episode.recoveryStops().contains(new RecoveryStop(pair.recoveryName(), false));
    if (!ours) {
      // It was down and runs again: that is the guard's, which does not ask the guest.
      return;
    }
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
      } else if (vm.powerState() == PowerState.POWERED_ON && !graceIsOver) {
        draft.effect(new Effect.ShutdownGuest(Side.Recovery, vm.ref(), vm.name()));
      } else if (vm.powerState() == PowerState.POWERED_ON && how.powerOffAfter()) {
        draft.effect(new Effect.PowerOff(Side.Recovery, vm.ref(), vm.name()));
      } else if (vm.powerState() == PowerState.POWERED_ON) {
        draft.stall(
            "RecoveryStillRuns",
            "recovery VM %s did not shut down within %d s"
                .formatted(vm.name(), how.guestShutdownSeconds()),
            "shut it down, or set spec.recoveryShutdown.powerOffAfter" + Gates.orAbort(draft));
      }
    }
  }
}
