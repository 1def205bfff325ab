package io.pra.failback.faults;

import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.Hand;
import io.pra.failback.harness.PowerChange;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.List;

/** How long held VMs of the primary ran, by the simulator's own clock. */
final class Exposure {
  /** For a VM that starts while the guard sees its site. */
  static final Duration BOUND = Duration.ofSeconds(1);

  private Exposure() {}

  /** Somebody powers a held VM on; returns how long it ran until it was suspended. */
  static Duration of(Story story, Hand somebody, String vm) {
    somebody.powersOn(vm);
    awaitSuspended(story, vm);
    return last(story, vm);
  }

  static void awaitSuspended(Story story, String vm) {
    await(vm + " is suspended").until(() -> story.rbx.vm(vm).powerState().equals("suspended"));
  }

  /** How long the newest run of a VM, which has ended, was. */
  static Duration last(Story story, String vm) {
    List<PowerChange> changes =
        story.referee.changes().stream()
            .filter(change -> change.where().equals("rbx/" + vm))
            .toList();
    PowerChange stop = changes.get(changes.size() - 1);
    PowerChange start = changes.get(changes.size() - 2);
    if (!start.to().equals("poweredOn") || !stop.from().equals("poweredOn")) {
      throw new AssertionError(vm + " did not run and stop last: " + changes);
    }
    return Duration.ofNanos(stop.atNanos() - start.atNanos());
  }
}
