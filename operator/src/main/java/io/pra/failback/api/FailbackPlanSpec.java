package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a team wants of its failbacks, and what people say during one. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.primary.siteRef.name != self.recovery.siteRef.name",
    message = "primary.siteRef.name and recovery.siteRef.name must name two different sites")
@ValidationRule(
    value = "self.primary.siteRef.name == oldSelf.primary.siteRef.name",
    message = "primary.siteRef cannot be changed: create a new plan",
    fieldPath = ".primary.siteRef")
@ValidationRule(
    value = "self.recovery.siteRef.name == oldSelf.recovery.siteRef.name",
    message = "recovery.siteRef cannot be changed: create a new plan",
    fieldPath = ".recovery.siteRef")
@ValidationRule(
    value = "self.overlap == 'Forbidden' || !has(self.finalSync) || self.finalSync.size() == 0",
    message =
        "finalSync needs overlap: Forbidden: when an overlap is allowed there is no moment at which nobody writes",
    fieldPath = ".finalSync")
@ValidationRule(
    value = "self.waves.size() > 0",
    message = "waves must have at least one wave",
    fieldPath = ".waves")
@ValidationRule(
    value = "self.waves.all(wave, self.waves.exists_one(other, other.name == wave.name))",
    message = "waves must have different names",
    fieldPath = ".waves")
@ValidationRule(
    value =
        "[(has(self.checklist) ? self.checklist.map(item, item.id) : []) + (has(self.finalSync) ? self.finalSync.map(item, item.id) : []) + (has(self.cutover) ? self.cutover.map(item, item.id) : []) + (has(self.reprotect) ? self.reprotect.map(item, item.id) : [])].all(ids, ids.all(id, ids.exists_one(other, other == id)))",
    message =
        "checklist, finalSync, cutover and reprotect must not use an id twice: signOffs are kept by id")
@ValidationRule(
    value =
        "self.waves.all(wave, !has(wave.readiness) || wave.readiness.all(check, self.waves.exists_one(other, has(other.readiness) && other.readiness.exists_one(one, one.id == check.id))))",
    message = "readiness of the waves must not use an id twice: signOffs are kept by id",
    fieldPath = ".waves")
@ValidationRule(
    value =
        "self.waves.all(wave, !has(wave.readiness) || wave.readiness.all(check, (!has(self.checklist) || !self.checklist.exists(item, item.id == check.id)) && (!has(self.finalSync) || !self.finalSync.exists(item, item.id == check.id)) && (!has(self.cutover) || !self.cutover.exists(item, item.id == check.id)) && (!has(self.reprotect) || !self.reprotect.exists(item, item.id == check.id))))",
    message =
        "readiness of the waves must not use an id of checklist, finalSync, cutover or reprotect: signOffs are kept by id",
    fieldPath = ".waves")
@ValidationRule(
    value =
        "self.waves.all(wave, "
            + Wave.ACTION_IDS
            + ".all(id, self.waves.map(other, (has(other.before) ? other.before.filter(action, action.id == id).size() : 0) + (has(other.after) ? other.after.filter(action, action.id == id).size() : 0)).sum() == 1))",
    message = "before and after of the waves must not use an id twice: signOffs are kept by id",
    fieldPath = ".waves")
@ValidationRule(
    value =
        "self.waves.all(wave, "
            + Wave.ACTION_IDS
            + ".all(id, !self.waves.exists(other, has(other.readiness) && other.readiness.exists(check, check.id == id)) && (!has(self.checklist) || !self.checklist.exists(item, item.id == id)) && (!has(self.finalSync) || !self.finalSync.exists(item, item.id == id)) && (!has(self.cutover) || !self.cutover.exists(item, item.id == id)) && (!has(self.reprotect) || !self.reprotect.exists(item, item.id == id))))",
    message =
        "before and after of the waves must not use an id of readiness, checklist, finalSync, cutover or reprotect: signOffs are kept by id",
    fieldPath = ".waves")
@ValidationRule(
    value =
        "!has(self.approvals) || self.approvals.all(user, user.size() > 0 && user.size() <= 256)",
    message = "a key of approvals must be the name of a user, of 1 to 256 characters",
    fieldPath = ".approvals")
@ValidationRule(
    value = "!has(self.signOffs) || self.signOffs.all(id, id.size() > 0 && id.size() <= 63)",
    message = "a key of signOffs must be the id of an item or action, of 1 to 63 characters",
    fieldPath = ".signOffs")
@ValidationRule(
    value =
        "has(self.zerto) || !((has(self.checklist) && self.checklist.exists(item, has(item.zerto))) || self.waves.exists(wave, has(wave.readiness) && wave.readiness.exists(check, has(check.zerto))) || (has(self.reprotect) && self.reprotect.exists(action, has(action.zerto))))",
    message = "zerto is needed by a check or action of kind zerto: name the ZVM of a site",
    fieldPath = ".zerto")
@ValidationRule(
    value =
        "(!has(self.finalSync) || !self.finalSync.exists(action, has(action.zerto))) && (!has(self.cutover) || !self.cutover.exists(action, has(action.zerto)))",
    message =
        "an action of kind zerto is for reprotect only: it commits, and there is no way back from that")
@ValidationRule(
    value =
        "!has(self.zerto) || ((!has(self.checklist) || self.checklist.all(item, !has(item.zerto) || !has(item.zerto.site) || (item.zerto.site == 'Primary' ? has(self.zerto.primary) : has(self.zerto.recovery)))) && self.waves.all(wave, !has(wave.readiness) || wave.readiness.all(check, !has(check.zerto) || !has(check.zerto.site) || (check.zerto.site == 'Primary' ? has(self.zerto.primary) : has(self.zerto.recovery)))) && (!has(self.reprotect) || self.reprotect.all(action, !has(action.zerto) || !has(action.zerto.site) || (action.zerto.site == 'Primary' ? has(self.zerto.primary) : has(self.zerto.recovery)))))",
    message = "zerto.site of a check or action must be a site whose ZVM spec.zerto names",
    fieldPath = ".zerto")
public record FailbackPlanSpec(
    @JsonPropertyDescription(
            "The site that serves in normal times. It cannot be changed: create a new plan.")
        @Required
        PlanSite primary,
    @JsonPropertyDescription(
            "The site that serves after a failover. It cannot be changed: create a new plan.")
        @Required
        PlanSite recovery,
    @JsonPropertyDescription("Which recovery VM is the twin of a primary VM.") @Default("{}")
        Pairing pairing,
    @JsonPropertyDescription(
            "The order of activation. The plan covers the primary VMs that match a wave.")
        @Required
        @Size(max = 20)
        List<Wave> waves,
    @JsonPropertyDescription("How primary VMs are held.") @Default("{}") GuardSpec guard,
    @JsonPropertyDescription(
            "Whether both sites may run during the hand-over. Forbidden: the recovery site is stopped before the first wave. Allowed: the primary starts and takes the traffic first; bounded by overlapMaxSeconds and measured. Default: Forbidden.")
        @Default("Forbidden")
        Overlap overlap,
    @JsonPropertyDescription(
            "Seconds that both sites may run under overlap: Allowed before it is an alarm. Default: 600.")
        @Default("600")
        @Min(1)
        @Max(86400)
        Integer overlapMaxSeconds,
    @JsonPropertyDescription(
            "How a new plan learns which site may run. Detect: from what runs. Recovery, Primary: asserted by you. Looked at once, before the first evidence. Default: Detect.")
        @Default("Detect")
        InitialAuthority initialAuthority,
    @JsonPropertyDescription(
            "Who says that a failover has happened. Automatic: the operator, from what runs. Manual: a person, by declareFailover. Default: Automatic.")
        @Default("Automatic")
        FailoverDetection failoverDetection,
    @JsonPropertyDescription(
            "Seconds that a failover must be seen without a break before it is believed. Default: 30.")
        @Default("30")
        @Min(1)
        @Max(3600)
        Integer failoverDetectionSeconds,
    @JsonPropertyDescription("How many people must approve, and for how long a request stands.")
        @Default("{}")
        ApprovalPolicy approvalPolicy,
    @JsonPropertyDescription("What must be true, and when. The items of a stage run together.")
        @Size(max = 64)
        List<ChecklistItem> checklist,
    @JsonPropertyDescription(
            "Actions after the stop of the recovery site and before the first wave, in this order. For overlap: Forbidden only.")
        @Size(max = 16)
        List<Action> finalSync,
    @JsonPropertyDescription(
            "Actions that bring the traffic to the primary site, such as DNS and load balancers, in this order. From the first of them on there is no automatic way back.")
        @Size(max = 16)
        List<Action> cutover,
    @JsonPropertyDescription(
            "Actions that turn replication round, from primary to recovery, in this order.")
        @Size(max = 16)
        List<Action> reprotect,
    @JsonPropertyDescription("How recovery VMs are stopped.") @Default("{}")
        RecoveryShutdown recoveryShutdown,
    @JsonPropertyDescription("What the team has promised. Exceeding one is reported.")
        @Default("{}")
        Objectives objectives,
    @JsonPropertyDescription(
            "What the primary site's hosts must have free before a request is issued.")
        @Default("{}")
        CapacitySpec capacity,
    @JsonPropertyDescription(
            "The Zerto Virtual Managers, for checks and actions of kind zerto, and for what is at stake.")
        ZertoSpec zerto,
    @JsonPropertyDescription("True: no phase moves; the guard keeps guarding. Default: false.")
        @Default("false")
        Boolean paused,
    @JsonPropertyDescription(
            "Drill: one whole failback is drilled; checks run and people approve, and no VM, name or service is touched. Refused while an episode is open. Default: Failback.")
        @Default("Failback")
        PlanMode mode,
    @JsonPropertyDescription(
            "Seconds after which the next drill is overdue. 0: none is demanded. Default: 7776000, 90 days.")
        @Default("7776000")
        @Min(0)
        @Max(315360000)
        Integer drillEverySeconds,
    @JsonPropertyDescription(
            "Who approves which request. The key is the user, the value names the request.")
        @Size(max = 32)
        Map<String, Approval> approvals,
    @JsonPropertyDescription(
            "Manual items that are done, and actions that a person vouches for. The key is the id of the item or action.")
        @Size(max = 128)
        Map<String, SignOff> signOffs,
    @JsonPropertyDescription(
            "Calls an episode off: before the cutover begins, the primary is held again and the recovery site started.")
        Abort abort,
    @JsonPropertyDescription(
            "Says that production runs at the recovery site. Needed with failoverDetection: Manual.")
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
    objectives = objectives == null ? new Objectives(null, null, null) : objectives;
    capacity = capacity == null ? new CapacitySpec(null, null, null) : capacity;
    paused = paused == null ? false : paused;
    mode = mode == null ? PlanMode.Failback : mode;
    drillEverySeconds = drillEverySeconds == null ? 7776000 : drillEverySeconds;
    approvals = approvals == null ? Map.of() : Map.copyOf(approvals);
    signOffs = signOffs == null ? Map.of() : Map.copyOf(signOffs);
  }

  /** All checks, in the order in which the plan has them. */
  @JsonIgnore
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>(checklist);
    waves.forEach(wave -> checks.addAll(wave.readiness()));
    return checks;
  }

  /** All actions, in the order in which they run. */
  @JsonIgnore
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>(finalSync);
    waves.forEach(wave -> actions.addAll(wave.actions()));
    actions.addAll(cutover);
    actions.addAll(reprotect);
    return actions;
  }
}
