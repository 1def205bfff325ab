package io.pra.failback.reconcile;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.Side;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Pairing;
import io.pra.failback.threads.Daemons;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Measures how long both VMs of any pair ran, at the moments that the guards report a change and
 * not when a reconciler happens to look: most such times are shorter than a reconciliation.
 */
final class DualActiveClock implements AutoCloseable {
  private final Sites sites;
  private final RuleBook rules;
  private final EpisodeMeters meters;
  private final LongSupplier nanos;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Daemons.named("dual-active-clock"));
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Map<Key, Long> since = new HashMap<>();

  DualActiveClock(Sites sites, RuleBook rules, EpisodeMeters meters, LongSupplier nanos) {
    this.sites = sites;
    this.rules = rules;
    this.meters = meters;
    this.nanos = nanos;
  }

  /** A site has changed. Returns at once. */
  void look() {
    if (asked.compareAndSet(false, true)) {
      try {
        thread.execute(
            () -> {
              asked.set(false);
              rules.all().forEach(this::look);
            });
      } catch (RejectedExecutionException e) {
        // The operator is being closed.
      }
    }
  }

  private void look(RuleBook.Entry plan) {
    long now = nanos.getAsLong();
    boolean dual = plan.status().phase().inEpisode() && isDual(plan);
    Long began = since.get(plan.plan());
    if (began != null) {
      meters.dualActive(plan.plan(), Duration.ofNanos(now - began));
    }
    if (dual) {
      since.put(plan.plan(), now);
    } else {
      since.remove(plan.plan());
    }
  }

  private boolean isDual(RuleBook.Entry plan) {
    Collection<EpisodeVm> known = plan.status().episode().virtualMachines();
    List<Pair> pairs =
        Pairing.pairs(
            plan.spec(),
            sites.view(plan.site(Side.Primary)),
            sites.view(plan.site(Side.Recovery)),
            known,
            true);
    return pairs.stream().anyMatch(pair -> pair.runs(Side.Primary) && pair.runs(Side.Recovery));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
