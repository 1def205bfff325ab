package io.pra.failback.reconcile;

import io.pra.failback.threads.Daemons;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls to vCenters in the background, a few at a time for each site: a vCenter that does not
 * answer delays the calls to itself and no other.
 */
final class SiteCalls implements AutoCloseable {
  private static final int AT_ONCE = 16;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Map<Key, ExecutorService> lanes = new ConcurrentHashMap<>();

  /**
   * Returns at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the operator is being closed
   */
  void execute(Key site, Runnable call) {
    lanes.computeIfAbsent(site, SiteCalls::lane).execute(call);
  }

  private static ExecutorService lane(Key site) {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Daemons.named("plan-step-" + site));
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  @Override
  public void close() {
    lanes.values().forEach(ExecutorService::shutdownNow);
  }
}
