package io.pra.failback.guard;

import io.pra.failback.vsphere.MoRef;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is to be known of hosts and datastores.
 *
 * @param machines that will start; worked out later, on a thread where nothing waits
 * @param every how old the answer may be
 */
public record CapacityNeed(Supplier<Set<MoRef>> machines, Duration every) {
  /** Nothing is about to start: nothing is asked. */
  public static final CapacityNeed NONE = new CapacityNeed(Set::of, Duration.ofDays(1));
}
