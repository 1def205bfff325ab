package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import java.time.Instant;
import java.util.List;

/**
 * What a record is about, and what the plan had promised.
 *
 * @param namespace of the plan
 * @param plan its name
 * @param uid of the plan: a plan that is created anew is another one
 * @param primarySite name of the SiteState
 * @param recoverySite name of the SiteState
 * @param episode its number, from 1
 * @param startedAt when the episode began
 * @param overlap whether both sites may run during the hand-over
 * @param overlapMaxSeconds for how long, at most
 * @param rtoSeconds objective: from the first hold to the end of the cutover
 * @param maxHoldSeconds objective: how long the primary may be held
 * @param rpoSeconds objective; null where the plan has none
 * @param approvalsRequired different users who must approve
 * @param planned what the plan allows each phase, where it has a time for it
 * @param virtualMachines the pairs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Subject(
    String namespace,
    String plan,
    String uid,
    String primarySite,
    String recoverySite,
    int episode,
    Instant startedAt,
    Overlap overlap,
    long overlapMaxSeconds,
    long rtoSeconds,
    long maxHoldSeconds,
    Long rpoSeconds,
    int approvalsRequired,
    List<Planned> planned,
    List<Machine> virtualMachines) {

  public Subject {
    planned = planned == null ? List.of() : List.copyOf(planned);
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
  }

  /** The time that a phase may take, in seconds, and which fields of the plan say so. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Planned(Phase phase, long seconds, String by) {}

  /** A pair of VMs, and the wave that it starts with. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Machine(String name, String recoveryName, String wave) {}

  Subject withVirtualMachines(List<Machine> value) {
    return new Subject(
        namespace,
        plan,
        uid,
        primarySite,
        recoverySite,
        episode,
        startedAt,
        overlap,
        overlapMaxSeconds,
        rtoSeconds,
        maxHoldSeconds,
        rpoSeconds,
        approvalsRequired,
        planned,
        value);
  }
}
