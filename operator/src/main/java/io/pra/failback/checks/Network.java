package io.pra.failback.checks;

import java.net.http.HttpClient;
import java.util.function.LongSupplier;

/**
 * What a probe needs of this machine.
 *
 * @param names looks host names up
 * @param http never follows redirects
 * @param nanoTime a monotonic clock, in nanoseconds
 */
record Network(NameLookup names, HttpClient http, LongSupplier nanoTime) {
  long millisSince(long startNanos) {
    return Math.round((nanoTime.getAsLong() - startNanos) / 1e6);
  }
}
