package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/**
 * What a team wants of its failbacks, and what people say during one.
 *
 * @param primary the site that serves in normal times
 * @param recovery the site that serves after a failover
 * @param waves order of activation
 * @param overlapMaxSeconds bound of an allowed overlap
 * @param failoverDetectionSeconds how long a failover must be seen
 * @param finalSync after the stop of the recovery site, before the first wave
 * @param cutover DNS, load balancers
 * @param reprotect turn replication round
 * @param paused no phase moves; the guard keeps guarding
 * @param approvals by user
 * @param signOffs by id of the item or action
 * @param abort null when nobody aborts
 * @param declareFailover null when nobody declares
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FailbackPlanSpec(
    PlanSite primary,
    PlanSite recovery,
    Pairing pairing,
    List<Wave> waves,
    GuardSpec guard,
    Overlap overlap,
    Integer overlapMaxSeconds,
    InitialAuthority initialAuthority,
    FailoverDetection failoverDetection,
    Integer failoverDetectionSeconds,
    ApprovalPolicy approvalPolicy,
    List<ChecklistItem> checklist,
    List<Action> finalSync,
    List<Action> cutover,
    List<Action> reprotect,
    RecoveryShutdown recoveryShutdown,
    Objectives objectives,
    Boolean paused,
    Map<String, Approval> approvals,
    Map<String, SignOff> signOffs,
    Abort abort,
    DeclareFailover declareFailover) {
  public FailbackPlanSpec {
    pairing = pairing == null ? new Pairing(null) : pairing;
    waves = waves == null ? List.of() : List.copyOf(waves);
    guard = guard == null ? new GuardSpec(null, null) : guard;
    overlap = overlap == null ? Overlap.Forbidden : overlap;
    overlapMaxSeconds = overlapMaxSeconds == null ? 600 : overlapMaxSeconds;
    initialAuthority = initialAuthority == null ? InitialAuthority.Detect : initialAuthority;
    failoverDetection = failoverDetection == null ? FailoverDetection.Automatic : failoverDetection;
    failoverDetectionSeconds = failoverDetectionSeconds == null ? 30 : failoverDetectionSeconds;
    approvalPolicy = approvalPolicy == null ? new ApprovalPolicy(null, null) : approvalPolicy;
    checklist = checklist == null ? List.of() : List.copyOf(checklist);
    finalSync = finalSync == null ? List.of() : List.copyOf(finalSync);
    cutover = cutover == null ? List.of() : List.copyOf(cutover);
    reprotect = reprotect == null ? List.of() : List.copyOf(reprotect);
    recoveryShutdown =
        recoveryShutdown == null ? new RecoveryShutdown(null, null) : recoveryShutdown;
    objectives = objectives == null ? new Objectives(null, null) : objectives;
    paused = paused == null ? false : paused;
    approvals = approvals == null ? Map.of() : Map.copyOf(approvals);
    signOffs = signOffs == null ? Map.of() : Map.copyOf(signOffs);
  }
}
