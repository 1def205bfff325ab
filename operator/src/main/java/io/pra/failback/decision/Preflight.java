package io.pra.failback.decision;

import io.pra.failback.vsphere.MoRef;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found out about a vCenter before it is needed. What could not be found out is unknown,
 * and nothing is concluded from it.
 *
 * @param apiVersion as the vCenter says it, {@code 7.0.3.0}; empty while unknown
 * @param clockAhead how far its clock is ahead of the operator's, negative if behind; empty while
 *     unknown
 * @param problem why the privileges are not known; empty if they are, or were not asked for yet
 * @param granted privileges that the operator's account has, by VM
 * @param missing privileges that it lacks, by VM
 * @param refused held VMs that run and that the vCenter did not let the operator stop, with the
 *     privilege that it missed
 */
public record Preflight(
    String apiVersion,
    Optional<Duration> clockAhead,
    String problem,
    Map<MoRef, Set<String>> granted,
    Map<MoRef, Set<String>> missing,
    Map<MoRef, String> refused) {

  /** Nothing was asked yet. */
  public static final Preflight NOT_YET =
      new Preflight("", Optional.empty(), "", Map.of(), Map.of(), Map.of());

  public Preflight {
    granted = Map.copyOf(granted);
    missing = Map.copyOf(missing);
    refused = Map.copyOf(refused);
  }

  /** The privileges are not known, and will not be before somebody has seen to it. */
  public static Preflight unknown(String why) {
    return new Preflight("", Optional.empty(), why, Map.of(), Map.of(), Map.of());
  }

  public Preflight withRefused(Map<MoRef, String> held) {
    return new Preflight(apiVersion, clockAhead, problem, granted, missing, held);
  }

  /** Of the privileges that are needed at a VM, those that are known to be missing. */
  public Set<String> missing(MoRef vm, Set<String> needed) {
    Set<String> lacking = new LinkedHashSet<>(needed);
    lacking.retainAll(missing.getOrDefault(vm, Set.of()));
    return lacking;
  }

  /** Of the privileges that are needed at a VM, those that nothing is known of. */
  public Set<String> unanswered(MoRef vm, Set<String> needed) {
    Set<String> open = new LinkedHashSet<>(needed);
    open.removeAll(granted.getOrDefault(vm, Set.of()));
    open.removeAll(missing.getOrDefault(vm, Set.of()));
    return open;
  }
}
