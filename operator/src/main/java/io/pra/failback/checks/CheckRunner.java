package io.pra.failback.checks;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checks that plans want now, each on its own interval and with one attempt at a time. A
 * waiting attempt holds no thread, so a host that never answers costs nobody but its own check.
 */
public final class CheckRunner implements AutoCloseable {
  /** Least time between two announcements of a plan in which no result turned. */
  static final Duration QUIET = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(CheckRunner.class);

  private final Consumer<String> onChange;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Uplink uplink;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<String, PlanChecks> plans = new HashMap<>();

  /**
   * A runner that trusts what the JVM trusts.
   *
   * @param onChange told the plan when a result is its check's first, when a result turns, and (at
   *     most every 5 s) when a failing check says something else; called on the runner's own
   *     thread, so it must return at once
   * @param secrets where the values are that checks only name
   * @param guests where it is known how the guests of a plan's VMs are
   * @param objects what checks ask of the API server
   * @param clock for the times that people read
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public CheckRunner(
      Consumer<String> onChange,
      SecretSource secrets,
      GuestSource guests,
      ClusterObjects objects,
      Clock clock,
      LongSupplier nanoTime) {
    this.onChange = onChange;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.uplink = new Uplink("check", secrets, guests, objects, nanoTime, null);
    this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("checks"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Declares all checks of the plan that should be running. New and changed ones start at once and
   * have no result yet; those no longer named stop; the others go on undisturbed. Checks that start
   * open connections of their own, so that one which starts after a cutover does not speak to the
   * site before it.
   */
  public synchronized void keep(String plan, Collection<RunningCheck> checks) {
    if (timer.isShutdown()) {
      return;
    }
    plans.computeIfAbsent(plan, this::newPlan).keep(checks);
  }

  private PlanChecks newPlan(String plan) {
    return new PlanChecks(() -> uplink.network(plan), clock, timer, () -> announce(plan));
  }

  /** The newest result of each running check that has one, by its id. */
  public Map<String, CheckResult> results(String plan) {
    PlanChecks checks;
    synchronized (this) {
      checks = plans.get(plan);
    }
    return checks == null ? Map.of() : checks.results(nanoTime.getAsLong());
  }

  /** Stops the plan's checks and drops their results. */
  public synchronized void forget(String plan) {
    PlanChecks gone = plans.remove(plan);
    if (gone != null) {
      gone.stop();
    }
  }

  private void announce(String plan) {
    try {
      onChange.accept(plan);
    } catch (RuntimeException e) {
      log.warn("check listener failed plan={}", plan, e);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      plans.values().forEach(PlanChecks::stop);
      plans.clear();
      timer.shutdownNow();
    }
    uplink.close();
    try {
      if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("check listener still runs at shutdown");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
