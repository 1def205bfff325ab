package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;

/**
 * Where a plan stands, and what to do next.
 *
 * @param message one line for the list
 * @param nextAction the exact command, or what is waited for
 * @param held held primary VMs of all, n/m
 * @param dualActive True, False or Unknown
 * @param approvers for the list
 * @param episode null before the first
 * @param request null unless one is open or was approved
 * @param approvedBy users whose approval counts
 * @param checklist checklist items and readiness checks
 * @param failoverSeenSince null unless one is suspected
 * @param timeline the last 50
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FailbackPlanStatus(
    Long observedGeneration,
    Phase phase,
    Authority authority,
    String message,
    String nextAction,
    String held,
    String dualActive,
    String approvers,
    Episode episode,
    Request request,
    List<String> approvedBy,
    PairCounts pairs,
    List<WaveStatus> waves,
    List<CheckStatus> checklist,
    List<ActionStatus> actions,
    Measurements measurements,
    Instant failoverSeenSince,
    List<TimelineEntry> timeline,
    List<Condition> conditions) {
  public FailbackPlanStatus {
    phase = phase == null ? Phase.Standby : phase;
    authority = authority == null ? Authority.Unknown : authority;
    approvedBy = approvedBy == null ? List.of() : List.copyOf(approvedBy);
    waves = waves == null ? List.of() : List.copyOf(waves);
    checklist = checklist == null ? List.of() : List.copyOf(checklist);
    actions = actions == null ? List.of() : List.copyOf(actions);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
