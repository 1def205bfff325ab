package io.pra.failback.checks;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The running checks of one plan. */
final class PlanChecks {
  private final Supplier<Network> freshNetwork;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Runnable announce;
  private final Map<String, CheckLoop> loops = new HashMap<>();
  private Network network;
  private boolean quiet;
  private boolean announceAfterQuiet;

  /**
   * No check runs yet.
   *
   * @param timer one thread, on which results are taken in and announced
   */
  PlanChecks(
      Supplier<Network> freshNetwork,
      Clock clock,
      ScheduledExecutorService timer,
      Runnable announce) {
    this.freshNetwork = freshNetwork;
    this.clock = clock;
    this.timer = timer;
    this.announce = announce;
  }

  synchronized void keep(Collection<RunningCheck> checks) {
    Map<String, RunningCheck> wanted = new LinkedHashMap<>();
    checks.forEach(check -> wanted.put(check.id(), check));
    Set<String> running = new HashSet<>();
    loops
        .values()
        .removeIf(
            loop -> {
              boolean stays = loop.check().equals(wanted.get(loop.check().id()));
              if (stays) {
                running.add(loop.check().id());
              } else {
                loop.stop();
              }
              return !stays;
            });
    wanted.keySet().removeAll(running);
    if (wanted.isEmpty()) {
      return;
    }
    network = freshNetwork.get();
    for (RunningCheck check : wanted.values()) {
      CheckLoop loop = new CheckLoop(check, this::network, clock, timer, this::changed);
      loops.put(check.id(), loop);
      loop.start();
    }
  }

  private synchronized Network network() {
    return network;
  }

  synchronized Map<String, CheckResult> results(long nowNanos) {
    Map<String, CheckResult> results = new HashMap<>();
    loops.forEach((id, loop) -> loop.result(nowNanos).ifPresent(r -> results.put(id, r)));
    return results;
  }

  synchronized void stop() {
    loops.values().forEach(CheckLoop::stop);
    loops.clear();
  }

  private void changed(CheckLoop.Change change) {
    if (change == CheckLoop.Change.NONE || isHeldBack(change)) {
      return;
    }
    announce.run();
  }

  private synchronized boolean isHeldBack(CheckLoop.Change change) {
    if (quiet && change == CheckLoop.Change.MESSAGE) {
      announceAfterQuiet = true;
      return true;
    }
    if (!quiet) {
      quiet = true;
      var unused =
          timer.schedule(this::endQuiet, CheckRunner.QUIET.toNanos(), TimeUnit.NANOSECONDS);
    }
    return false;
  }

  private void endQuiet() {
    boolean due;
    synchronized (this) {
      quiet = false;
      due = announceAfterQuiet && !loops.isEmpty();
      announceAfterQuiet = false;
    }
    if (due) {
      changed(CheckLoop.Change.MESSAGE);
    }
  }
}
