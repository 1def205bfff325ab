package io.pra.failback.checks;

import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries actions out in the background: those of one plan one after the other, those of different
 * plans side by side. It remembers outcomes until they are forgotten, but nothing across a restart:
 * the caller records the intent before {@link #start} and the outcome afterwards.
 */
public final class ActionRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ActionRunner.class);

  /** The actions of one plan: those that wait or run have no outcome yet. */
  private static final class PlanActions {
    final Map<String, Optional<ActionOutcome>> byKey = new HashMap<>();
    final Queue<ActionRun> waiting = new ArrayDeque<>();
    CompletableFuture<Void> current = CompletableFuture.completedFuture(null);
  }

  private final Consumer<String> onCompletion;
  private final Duration patience;
  private final Uplink uplink;
  private final ExecutorService turn =
      Executors.newSingleThreadExecutor(new DaemonThreads("actions"));
  private final Map<String, PlanActions> plans = new HashMap<>();
  private boolean closed;

  /**
   * A runner that trusts what the JVM trusts.
   *
   * @param onCompletion told the plan when one of its actions has an outcome; must return at once
   * @param secrets where the values are that actions only name
   * @param objects what actions change at the API server
   * @param nanoTime a monotonic clock, in nanoseconds
   * @param patience how long {@link #close} waits for what has been sent
   */
  public ActionRunner(
      Consumer<String> onCompletion,
      SecretSource secrets,
      ClusterObjects objects,
      LongSupplier nanoTime,
      Duration patience) {
    this.onCompletion = onCompletion;
    this.patience = patience;
    this.uplink = new Uplink("action", secrets, GuestSource.NONE, objects, nanoTime, null);
  }

  /**
   * Starts the action, after those of the plan that were started before. Does nothing if its key is
   * known already, whatever became of it, or after {@link #close}.
   */
  public synchronized void start(ActionRun run) {
    if (closed) {
      return;
    }
    PlanActions actions = plans.computeIfAbsent(run.plan(), plan -> new PlanActions());
    if (actions.byKey.putIfAbsent(run.key(), Optional.empty()) == null) {
      actions.waiting.add(run);
      next(actions);
    }
  }

  private synchronized void next(PlanActions actions) {
    if (closed || !actions.current.isDone() || actions.waiting.isEmpty()) {
      return;
    }
    ActionRun run = actions.waiting.remove();
    actions.current =
        CompletableFuture.completedFuture(run)
            .thenComposeAsync(this::carryOut, turn)
            .exceptionally(failure -> broken(run, failure))
            .thenAcceptAsync(outcome -> ended(actions, run, outcome), turn);
    var unused = actions.current.whenCompleteAsync((done, failure) -> next(actions), turn);
  }

  private CompletableFuture<ActionOutcome> carryOut(ActionRun run) {
    log.info("action started plan={} key={} resumed={}", run.plan(), run.key(), run.resumed());
    return Deeds.of(run, uplink.network(run.plan())).carryOut();
  }

  private static ActionOutcome broken(ActionRun run, Throwable failure) {
    log.error("action broke plan={} key={}", run.plan(), run.key(), failure);
    return ActionOutcome.unknown("the operator failed: " + PlainText.of(failure.getMessage()));
  }

  private void ended(PlanActions actions, ActionRun run, ActionOutcome outcome) {
    log.info(
        "action ended plan={} key={} outcome={} message=\"{}\"",
        run.plan(),
        run.key(),
        outcome.kind(),
        outcome.message());
    synchronized (this) {
      actions.byKey.replace(run.key(), Optional.of(outcome));
    }
    try {
      onCompletion.accept(run.plan());
    } catch (RuntimeException e) {
      log.warn("action listener failed plan={}", run.plan(), e);
    }
  }

  /** How the action ended; empty if it has not, or is not known. */
  public synchronized Optional<ActionOutcome> outcome(String plan, String key) {
    PlanActions actions = plans.get(plan);
    return actions == null ? Optional.empty() : actions.byKey.getOrDefault(key, Optional.empty());
  }

  /** True from {@link #start} until there is an outcome. */
  public synchronized boolean isRunning(String plan, String key) {
    PlanActions actions = plans.get(plan);
    return actions != null && actions.byKey.containsKey(key) && actions.byKey.get(key).isEmpty();
  }

  /** Drops the outcome, so that the action may be started again; does nothing while it runs. */
  public synchronized void forget(String plan, String key) {
    PlanActions actions = plans.get(plan);
    if (actions != null && !isRunning(plan, key)) {
      actions.byKey.remove(key);
    }
  }

  /**
   * Drops all outcomes of the plan, and what has not begun. What has been sent goes on. To be
   * called when a plan is deleted: the next plan of that name counts its episodes from one again.
   */
  public synchronized void forget(String plan) {
    PlanActions actions = plans.get(plan);
    if (actions == null) {
      return;
    }
    actions.waiting.forEach(run -> actions.byKey.remove(run.key()));
    actions.waiting.clear();
    actions.byKey.values().removeIf(Optional::isPresent);
    if (actions.current.isDone()) {
      plans.remove(plan);
    }
  }

  /** Starts nothing more, and waits for what has been sent: an outcome that is seen is recorded. */
  @Override
  public void close() {
    CompletableFuture<?>[] sent;
    synchronized (this) {
      closed = true;
      sent = plans.values().stream().map(p -> p.current).toArray(CompletableFuture<?>[]::new);
    }
    try {
      CompletableFuture.allOf(sent).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("actions still without an outcome at shutdown");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turn.shutdown();
    uplink.close();
  }
}
