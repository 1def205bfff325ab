package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a plan stands, and what to do next. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FailbackPlanStatus(
    @JsonPropertyDescription("The metadata.generation that this status answers.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Grows with every write of this status. A VM that is released bears the number, so that a process which has not heard of it stands back.")
        Long revision,
    @JsonPropertyDescription(
            "Where the failback stands: Standby, Holding, AwaitingApproval, Quiescing, Activating, Verifying, CuttingOver, StoppingRecovery, Reprotecting, Closing, Completed.")
        Phase phase,
    @JsonPropertyDescription(
            "Which site may run: Recovery, Primary, None, Both (the bounded hand-over), or Unknown (no evidence yet, nothing is held).")
        Authority authority,
    @JsonPropertyDescription("The situation in one line.") String message,
    @JsonPropertyDescription("The exact command for a person, or what is waited for.")
        String nextAction,
    @JsonPropertyDescription("Held primary VMs of all, n/m.") String held,
    @JsonPropertyDescription("Whether both VMs of a pair run: True, False or Unknown.")
        String dualActive,
    @JsonPropertyDescription("The users whose approval counts, in one line.") String approvers,
    @JsonPropertyDescription("The failback under way, or the last one.") Episode episode,
    @JsonPropertyDescription(
            "What people are asked to approve; absent unless one is open or was approved.")
        Request request,
    @JsonPropertyDescription("Users whose approval counts.") List<String> approvedBy,
    @JsonPropertyDescription("How the VM pairs stand.") PairCounts pairs,
    @JsonPropertyDescription("How the waves stand.") List<WaveStatus> waves,
    @JsonPropertyDescription("How checklist items and readiness checks stand.")
        List<CheckStatus> checklist,
    @JsonPropertyDescription("How the actions stand.") List<ActionStatus> actions,
    @JsonPropertyDescription("What the episode has cost.") Measurements measurements,
    @JsonPropertyDescription(
            "What the recovery site has written that the primary's image lacks; absent outside an episode.")
        DataAtStake dataAtStake,
    @JsonPropertyDescription("What Zerto last said of the VPGs that checks of the plan look at.")
        List<VpgStatus> vpgs,
    @JsonPropertyDescription(
            "Whether the primary site can run what will start, as last found before the approval; absent outside an episode.")
        CapacityStatus capacity,
    @JsonPropertyDescription("Since when a failover is suspected; absent unless one is.")
        Instant failoverSeenSince,
    @JsonPropertyDescription(
            "The declared failover that was answered last, so that it is answered once.")
        String declarationAnswered,
    @JsonPropertyDescription("What happened, the last 50.") List<TimelineEntry> timeline,
    @JsonPropertyDescription("The records of the plan's episodes.") ReportStatus reports,
    @JsonPropertyDescription("The drill under way, or the last one: what it tells is simulated.")
        DrillStatus drill,
    @JsonPropertyDescription("The last drill that is over, in short.") DrillSummary lastDrill,
    @JsonPropertyDescription("What is remembered of drills.") DrillLog drills,
    @JsonPropertyDescription(
            "The standing facts, one entry per type: Ready, Guarded, DualActive, NoneActive, ChecklistPassed, Approved, Activated, CutOver, RecoveryStopped, Reprotected, Stalled, ReportsIntact, Drilling, DrillOverdue.")
        List<Condition> conditions) {
  public FailbackPlanStatus {
    revision = revision == null ? 0 : revision;
    phase = phase == null && observedGeneration == null ? Phase.Standby : phase;
    authority = authority == null && observedGeneration == null ? Authority.Unknown : authority;
    declarationAnswered = declarationAnswered == null ? "" : declarationAnswered;
    approvedBy = approvedBy == null ? List.of() : List.copyOf(approvedBy);
    waves = waves == null ? List.of() : List.copyOf(waves);
    checklist = checklist == null ? List.of() : List.copyOf(checklist);
    actions = actions == null ? List.of() : List.copyOf(actions);
    vpgs = vpgs == null ? List.of() : List.copyOf(vpgs);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    reports = reports == null ? ReportStatus.NOTHING : reports;
    drills = drills == null ? DrillLog.NOTHING : drills;
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** What a plan has before anything was written. */
  public static FailbackPlanStatus initial() {
    return new FailbackPlanStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** Whether a drill is under way. */
  @JsonIgnore
  public boolean isDrilling() {
    return drill != null && drill.isUnderWay();
  }

  /**
   * What this status would be if the drill, under way or the last one, were real. It is never
   * written as a plan's own, and nothing is held by it.
   */
  public FailbackPlanStatus drilled() {
    return new FailbackPlanStatus(
        observedGeneration,
        revision,
        drill.phase(),
        drill.authority(),
        drill.message(),
        drill.nextAction(),
        null,
        null,
        null,
        drill.episode(),
        drill.request(),
        drill.approvedBy(),
        drill.pairs(),
        drill.waves(),
        drill.checklist(),
        drill.actions(),
        drill.measurements(),
        drill.dataAtStake(),
        vpgs,
        null,
        null,
        declarationAnswered,
        drill.timeline(),
        reports,
        null,
        lastDrill,
        drills,
        drill.conditions());
  }

  /** The condition of a type; empty before the operator has written it. */
  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(one -> one.getType().equals(type)).findFirst();
  }

  /**
   * False for a status that a newer operator wrote in words that this one does not know. Nothing
   * may be concluded from it: least of all that nothing is held.
   */
  @JsonIgnore
  public boolean isUnderstood() {
    return phase != null && authority != null;
  }
}
