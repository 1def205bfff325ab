package io.pra.failback.checks;

import io.pra.failback.api.Side;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** The guests of one plan. */
record PlanGuests(GuestSource source, String plan, ExecutorService threads) {
  /** Asks the vCenter, on a thread of its own; a call that is given up ends by its own time-out. */
  CompletableFuture<List<GuestSource.Guest>> read(Side side, List<String> globs, Duration timeout) {
    return BlockingCall.on(threads, timeout, call -> source.read(plan, side, globs));
  }
}
