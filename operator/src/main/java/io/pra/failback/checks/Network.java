package io.pra.failback.checks;

import io.pra.failback.zerto.Zvms;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/**
 * What a probe or an action of one plan needs of this machine.
 *
 * @param names looks host names up
 * @param http clients that never follow redirects
 * @param secrets of the plan's namespace
 * @param guests of the plan's VMs, as VMware Tools tell of them
 * @param objects of the plan's namespace
 * @param threads one for each call that blocks; they are the runner's
 * @param zvms the runner's, so that checks and actions of all plans share log-ins
 * @param nanoTime a monotonic clock, in nanoseconds
 */
record Network(
    NameLookup names,
    HttpConnections http,
    PlanSecrets secrets,
    PlanGuests guests,
    PlanObjects objects,
    ExecutorService threads,
    Zvms zvms,
    LongSupplier nanoTime) {
  long millisSince(long startNanos) {
    return Math.round((nanoTime.getAsLong() - startNanos) / 1e6);
  }
}
