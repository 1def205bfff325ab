package io.pra.failback.guard;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The next time that a loop looks: of several wishes the soonest, and never two at once. */
final class NextLook {
  private final ScheduledExecutorService looks;
  private final LongSupplier nanos;
  private final Runnable look;
  private ScheduledFuture<?> next;
  private long nextAt;

  /**
   * None is due yet.
   *
   * @param nanos the monotonic clock
   * @param look what is done; another one may be wished for as soon as it has begun
   */
  NextLook(ScheduledExecutorService looks, LongSupplier nanos, Runnable look) {
    this.looks = looks;
    this.nanos = nanos;
    this.look = look;
  }

  /** Looks after this delay, unless it will look before. */
  synchronized void in(Duration delay) {
    long at = nanos.getAsLong() + delay.toNanos();
    if (next != null && nextAt - at <= 0) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    try {
      next = looks.schedule(this::begin, delay.toMillis(), TimeUnit.MILLISECONDS);
      nextAt = at;
    } catch (RejectedExecutionException e) {
      // The guard is being closed.
    }
  }

  private void begin() {
    synchronized (this) {
      next = null;
    }
    look.run();
  }
}
