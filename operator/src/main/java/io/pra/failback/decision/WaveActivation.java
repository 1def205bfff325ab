package io.pra.failback.decision;

import io.pra.failback.api.Action;
import io.pra.failback.api.ReadinessCheck;
import io.pra.failback.api.Side;
import io.pra.failback.api.Wave;
import io.pra.failback.api.WaveState;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Optional;

/** Brings the primary up, wave after wave; a wave starts only when the one before is ready. */
final class WaveActivation {
  private WaveActivation() {}

  /** Brings the activation one step forward; true when the last wave is ready. */
  static boolean advance(Draft draft) {
    for (Wave wave : draft.seen.spec().waves()) {
      if (!advance(draft, wave)) {
        return false;
      }
    }
    return true;
  }

  private static boolean advance(Draft draft, Wave wave) {
    List<Pair> members = Waves.pairsOf(wave.name(), draft.pairs);
    return switch (Waves.stateOf(draft.waves, wave.name())) {
      case Pending, Stopping, Stopped -> {
        start(draft, wave, members);
        yield false;
      }
      case Starting, Waiting, TimedOut -> bringUp(draft, wave, members);
      case Ready ->
          Gates.keepRunning(draft, members)
              && done(draft, wave.after(), "after wave %s: ".formatted(wave.name()));
    };
  }

  private static boolean done(Draft draft, List<Action> actions, String when) {
    boolean done = ActionSequence.advance(draft, actions);
    if (!done) {
      draft.sayFirst(when);
    }
    return done;
  }

  private static void start(Draft draft, Wave wave, List<Pair> members) {
    ApprovalCount count = ApprovalCount.of(draft.seen.spec(), draft.request);
    if (!count.isEnough()) {
      draft.stallUntilApproved(
          "ApprovalWithdrawn",
          "an approval was withdrawn, so wave %s does not start".formatted(wave.name()),
          "approve again: "
              + draft.commands.approve(draft.request.id(), Optional.empty())
              + Gates.orAbort(draft),
          true);
      return;
    }
    if (!Gates.mayStartAt(draft, draft.seen.primary())
        || !Gates.machinesAreCertain(draft)
        || !Gates.exist(draft, members)) {
      return;
    }
    if (!done(draft, wave.before(), "before wave %s: ".formatted(wave.name()))) {
      return;
    }
    draft.wave(wave.name(), WaveState.Starting);
    draft.tell(
        Turn.normal(
            "WaveStarted", "wave %s starts: %d VM(s)".formatted(wave.name(), members.size())));
    draft.say("wave %s starts".formatted(wave.name()), "wait");
  }

  private static boolean bringUp(Draft draft, Wave wave, List<Pair> members) {
    List<Pair> down = members.stream().filter(pair -> !pair.runs(Side.Primary)).toList();
    if (!down.isEmpty()) {
      draft.say(
          "wave %s: %d of %d VM(s) run"
              .formatted(wave.name(), members.size() - down.size(), members.size()),
          "wait");
      if (Gates.mayStartAt(draft, draft.seen.primary())
          && Gates.machinesAreCertain(draft)
          && Gates.exist(draft, down)) {
        down.forEach(pair -> powerOn(draft, pair));
      }
      watchTheClock(draft, wave, "VM %s does not run".formatted(down.get(0).name()));
      return false;
    }
    List<ReadinessCheck> notReady =
        ChecklistReview.notReady(wave.readiness(), draft.checks, draft.seen.checks());
    if (!notReady.isEmpty()) {
      String first = notReady.get(0).id();
      if (Waves.stateOf(draft.waves, wave.name()) == WaveState.Starting) {
        draft.wave(wave.name(), WaveState.Waiting);
      }
      draft.say("wave %s runs; waits for check %s".formatted(wave.name(), first), "wait");
      watchTheClock(draft, wave, "check %s does not pass".formatted(first));
      return false;
    }
    draft.wave(wave.name(), WaveState.Ready);
    draft.tell(Turn.normal("WaveReady", "wave %s is ready".formatted(wave.name())));
    draft.say("wave %s is ready".formatted(wave.name()), "wait");
    return false;
  }

  private static void powerOn(Draft draft, Pair pair) {
    VirtualMachine vm = pair.primary().get(0);
    if (vm.powerState() == PowerState.UNKNOWN) {
      Gates.primaryUnknown(draft, pair);
    } else {
      draft.effect(new Effect.PowerOn(Side.Primary, vm.ref(), vm.name()));
    }
  }

  private static void watchTheClock(Draft draft, Wave wave, String why) {
    boolean late =
        !draft
            .now()
            .isBefore(
                Waves.find(draft.waves, wave.name()).since().plusSeconds(wave.timeoutSeconds()));
    if (late) {
      draft.wave(wave.name(), WaveState.TimedOut);
      draft.stall(
          "WaveTimedOut",
          "wave %s is not ready after %d s: %s".formatted(wave.name(), wave.timeoutSeconds(), why),
          "mend it; it goes on by itself once the wave is ready" + Gates.orAbort(draft));
    }
  }
}
