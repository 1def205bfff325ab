package io.pra.failback.decision;

import io.pra.failback.api.Action;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.Approval;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Hold;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Request;
import io.pra.failback.api.Side;
import io.pra.failback.api.SignOff;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.api.VmSelector;
import io.pra.failback.guard.HoldRule;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.guard.PlanHolds;
import io.pra.failback.status.Meter;
import io.pra.failback.status.PlanStatusFactory;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.VmIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A plan, its two sites, the probes and the people, all in memory. Decisions are persisted and
 * carried out as the reconciler does it, and {@link Law} watches each.
 */
public final class World {
  static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

  public PlanText plan = PlanText.erp();
  public TestSite primary =
      new TestSite("rbx", PowerState.POWERED_OFF, "mysql-01", "docker-01", "docker-02");
  public TestSite recovery =
      new TestSite("sbg", PowerState.POWERED_ON, "mysql-01", "docker-01", "docker-02");
  public FailbackPlanStatus status = FailbackPlanStatus.initial();
  public Instant now = START;

  /** Since when the operator has looked without a break. */
  Instant lookingSince = START;

  /** When a decision last fell while the plan was paused; null: it never was. */
  Instant pausedAt;

  /** The sign-offs that were there when the last way back began: they are about what was undone. */
  Map<String, SignOff> spent = Map.of();

  Provenance provenance = Provenance.UNKNOWN;
  Surroundings surroundings = Surroundings.CLEAR;

  /** Those that check who approves, when they do. */
  private ApprovalGuard policies = ApprovalGuard.WHOLE;

  final Map<String, Finding> checks = new HashMap<>();
  final Map<String, ActionFinding> actions = new HashMap<>();
  final List<Effect> done = new ArrayList<>();
  final Set<Phase> enteredByANote = EnumSet.noneOf(Phase.class);
  final List<Turn> told = new ArrayList<>();

  /** The plan as it was when a request was issued, by request: what people have said yes to. */
  final Map<String, FailbackPlanSpec> shown = new HashMap<>();

  /** Requests that were answered from a decision that saw nobody check it to one that does not. */
  final Set<String> unchecked = new HashSet<>();

  private boolean sawNobodyCheck;

  /** What drills and their requests were called: nobody may say yes to an episode by these. */
  final Set<String> drilled = new HashSet<>();

  /** The same plan without drills; null: it is not compared. */
  Undrilled beside;

  /** How an action ends when it is run; null: it never does. */
  ActionState actionsEnd = ActionState.Succeeded;

  boolean guestsObey = true;

  public Observation observation() {
    return observation(plan.spec(), status);
  }

  Observation observation(FailbackPlanSpec spec, FailbackPlanStatus known) {
    return new Observation(
        "prod",
        "erp",
        "uid-1",
        spec,
        known,
        primary.readAt(now).view(),
        recovery.view(),
        checks,
        actions,
        provenance,
        surroundings,
        lookingSince,
        now);
  }

  public Decision decide() {
    return PlanDecision.decide(observation());
  }

  /** Decides, and persists or carries out what was decided. */
  public Decision turn() {
    Observation seen = observation();
    Decision decision = PlanDecision.decide(seen);
    Law.check(this, seen, decision);
    if (decision.phase() != seen.status().phase() && decision.isANote(seen.status())) {
      enteredByANote.add(decision.phase());
    }
    persist(seen, decision);
    decision.effects().forEach(this::carryOut);
    guard();
    return decision;
  }

  /** What was approved before is approved; any other word may be anybody's. */
  private void noteUnchecked(Observation seen) {
    sawNobodyCheck = seen.surroundings().approvals().refuses();
    if (sawNobodyCheck) {
      seen.spec().approvals().values().stream()
          .map(Approval::request)
          .filter(id -> !isApproved(id))
          .forEach(unchecked::add);
    }
  }

  private boolean isApproved(String request) {
    return status.request() != null
        && status.request().id().equals(request)
        && status.episode().approvedAt() != null;
  }

  void persist(Observation seen, Decision decision) {
    noteUnchecked(seen);
    if (beside != null) {
      beside.follows(this, seen, decision);
    }
    PlanStatusFactory.Result result = PlanStatusFactory.build(seen, decision, 1L, Meter.ZERO);
    result.status().actions().stream()
        .filter(action -> action.state() == ActionState.Running)
        .filter(action -> !wasRunning(action.id()))
        .forEach(action -> actions.remove(action.id()));
    if (seen.spec().paused()) {
      pausedAt = seen.now();
    }
    if (status.episode() != null && attempt(result.status()) != attempt(status)) {
      // Other checks are wanted now: what those that ran have found is dropped with them.
      checks.clear();
      spent = seen.spec().signOffs();
    }
    if (status.isDrilling() != result.status().isDrilling()) {
      checks.clear();
    }
    status = result.status();
    remember(seen);
    if (beside != null) {
      beside.agreesWith(this);
    }
    told.addAll(result.turns());
  }

  private void remember(Observation seen) {
    if (status.request() != null) {
      shown.computeIfAbsent(status.request().id(), id -> PlanText.approvable(seen.spec()));
    }
    if (status.isDrilling()) {
      drilled.add(status.drill().episode().id());
      Optional.ofNullable(status.drill().request())
          .map(Request::id)
          .ifPresent(
              id -> {
                drilled.add(id);
                shown.computeIfAbsent(id, any -> PlanText.approvable(seen.spec()));
              });
    }
  }

  /** Another one after each way back, and in each episode. */
  private static int attempt(FailbackPlanStatus status) {
    return status.episode().number() * 1000 + status.episode().rollbacks();
  }

  private boolean wasRunning(String id) {
    return status.actions().stream()
        .anyMatch(action -> action.id().equals(id) && action.state() == ActionState.Running);
  }

  /** Turns until nothing moves any more. */
  public Decision settle() {
    for (int i = 0; i < 200; i++) {
      FailbackPlanStatus before = status;
      List<VirtualMachine> machines = everything();
      Map<String, ActionFinding> ended = Map.copyOf(actions);
      Decision decision = turn();
      if (!decision.changes(before) && machines.equals(everything()) && ended.equals(actions)) {
        return decision;
      }
    }
    throw new AssertionError("it never comes to rest: " + status.phase() + " " + status.message());
  }

  private List<VirtualMachine> everything() {
    List<VirtualMachine> all = new ArrayList<>(primary.all());
    all.addAll(recovery.all());
    return all;
  }

  private void carryOut(Effect effect) {
    done.add(effect);
    if (effect instanceof Effect.RunAction run) {
      if (actionsEnd != null) {
        actions.put(run.action().id(), new ActionFinding(actionsEnd, "HTTP"));
      }
    } else if (effect instanceof Effect.OnVm step) {
      TestSite site = site(step.side());
      if (site.mode() == Mode.DryRun) {
        return;
      }
      if (effect instanceof Effect.PowerOn) {
        site.power(step.vm(), PowerState.POWERED_ON);
      } else if (effect instanceof Effect.PowerOff || guestsObey) {
        site.power(step.vm(), PowerState.POWERED_OFF);
      }
    }
  }

  /** What the guards do, by the rules that follow from what is persisted. */
  void guard() {
    for (Side side : Side.values()) {
      TestSite site = site(side);
      if (site.isReadable() && site.mode() == Mode.Enforce) {
        brake(site);
        rule(side)
            .ifPresent(
                rule ->
                    site.all().stream()
                        .filter(vm -> vm.powerState() == PowerState.POWERED_ON && holds(rule, vm))
                        .filter(vm -> !site.refuses(vm.ref()))
                        .forEach(vm -> site.power(vm.ref(), down(rule))));
      }
    }
  }

  /** What people want of the site itself. */
  private static void brake(TestSite site) {
    if (site.view().isKeptDown()) {
      PowerState down =
          site.activity() == SiteActivity.Stopped ? PowerState.POWERED_OFF : PowerState.SUSPENDED;
      site.all().stream()
          .filter(vm -> vm.powerState() == PowerState.POWERED_ON && !site.refuses(vm.ref()))
          .forEach(vm -> site.power(vm.ref(), down));
    }
  }

  Optional<HoldRule> rule(Side side) {
    return rule(side, plan.spec(), status);
  }

  Optional<HoldRule> rule(Side side, FailbackPlanSpec spec, FailbackPlanStatus known) {
    VmSelector every = new VmSelector(null, List.of("*"), null, null);
    return PlanHolds.rule(
        "erp", spec, known, side, every, new HoldStamp("uid", known.revision(), 1));
  }

  private static PowerState down(HoldRule rule) {
    return rule.hold() == Hold.PowerOff ? PowerState.POWERED_OFF : PowerState.SUSPENDED;
  }

  static boolean holds(HoldRule rule, VirtualMachine vm) {
    boolean matches = rule.limit() > 0 && Glob.anyMatches(rule.names(), vm.name());
    boolean known = rule.known().stream().anyMatch(one -> isKnown(one, vm));
    return !rule.exempt().contains(vm.name()) && (matches || known);
  }

  private static boolean isKnown(VmIdentity known, VirtualMachine vm) {
    return known.name().equals(vm.name())
        || (!known.instanceUuid().isEmpty() && known.instanceUuid().equals(vm.instanceUuid()));
  }

  TestSite site(Side side) {
    return side == Side.Primary ? primary : recovery;
  }

  // The people, the probes and the clock.

  public World pass(long seconds) {
    now = now.plusSeconds(seconds);
    return this;
  }

  public World approve(String user) {
    return approve(user, status.request().id());
  }

  /** Somebody who accepts every loss of data; ReplicationTest has those who do not. */
  World approve(String user, String request) {
    if (sawNobodyCheck && !isApproved(request)) {
      unchecked.add(request);
    }
    plan.patch(
        "approvals: {%s: {request: \"%s\", acceptDataLossSeconds: 315360000}}"
            .formatted(user, request));
    return this;
  }

  /** Somebody who has worked out what will be asked next, and answers it beforehand. */
  World approveNext(String user) {
    if (status.episode() != null) {
      approve(
          user,
          RequestHash.id(
              "uid-1",
              status.episode().id(),
              RequestHash.ofPlan(plan.spec()),
              RequestHash.ofPairs(observation().pairs()),
              status.episode().attempt() + 1));
    }
    return this;
  }

  World withdraw(String user) {
    plan.patch("approvals: {%s: null}".formatted(user));
    return this;
  }

  World signOff(String id) {
    boolean afterApproval = !id.equals("ops-go");
    return signOff(id, SignOffs.wanted(status.episode(), status.request(), afterApproval));
  }

  World signOff(String id, String episode) {
    plan.patch("signOffs: {%s: {by: bob, request: \"%s\"}}".formatted(id, episode));
    return this;
  }

  World abort(String request) {
    plan.patch("abort: {request: \"%s\", by: carol, reason: storage alarm}".formatted(request));
    return this;
  }

  public World check(String id, boolean passed) {
    checks.put(id, new Finding(passed, passed ? "fine" : "bad", now, true));
    return this;
  }

  World noRecentAnswer(String id) {
    checks.put(id, new Finding(true, "fine", now, false));
    return this;
  }

  /** Nothing survives but the status. */
  public World restart() {
    checks.clear();
    actions.clear();
    lookingSince = now;
    status = PlanText.reread(status);
    if (beside != null) {
      beside.restart();
    }
    return this;
  }

  World allProbesPass() {
    List.of("rpo", "mysql-up", "smoke", "users").forEach(id -> check(id, true));
    return this;
  }

  /** What is around the plan; who approves is checked, or not, as before. */
  void around(Set<Side> missing, boolean oneVCenter, List<Rival> rivals) {
    surroundings = new Surroundings(missing, oneVCenter, rivals, surroundings.approvals());
  }

  /** Whether the API server checks who approves. */
  void guarded(boolean whole) {
    surroundings =
        new Surroundings(
            surroundings.missing(),
            surroundings.oneVCenter(),
            surroundings.rivals(),
            whole ? policies : new ApprovalGuard(List.of("a policy is absent"), true, "absent"));
  }

  /** Policies that nobody sees go are away for a moment, and somebody answers in any name. */
  World answeredBetweenTwoLooks(String user) {
    if (status.request() == null) {
      approveNext(user);
    } else if (!isApproved(status.request().id())) {
      unchecked.add(status.request().id());
      approve(user);
    }
    policies = new ApprovalGuard(List.of(), true, policies.hash() + " again");
    if (surroundings.approvals().isWhole()) {
      guarded(true);
    }
    return this;
  }

  /** An edit after which VMs of the plan match no wave. */
  void dropWave() {
    plan.patch("waves: [{name: databases, virtualMachines: [\"mysql-*\"]}]");
  }

  void restoreWaves() {
    plan.restore("waves");
  }

  // The way of a failback, up to the phase in which a test begins.

  /** Production runs at the recovery site, and the plan is new. */
  static World afterFailover() {
    return new World();
  }

  public static World overlapAllowed() {
    World world = new World();
    world.plan.patch("overlap: Allowed\nfinalSync: null");
    return world;
  }

  static World withWaveActions() {
    World world = new World();
    world.plan = PlanText.withWaveActions();
    return world;
  }

  World copy() {
    World copy = new World();
    copy.plan = plan.copy();
    copy.primary = primary.copy();
    copy.recovery = recovery.copy();
    copy.status = status;
    copy.lookingSince = lookingSince;
    copy.pausedAt = pausedAt;
    copy.spent = spent;
    copy.shown.putAll(shown);
    copy.unchecked.addAll(unchecked);
    copy.sawNobodyCheck = sawNobodyCheck;
    copy.drilled.addAll(drilled);
    copy.now = now;
    copy.provenance = provenance;
    copy.surroundings = surroundings;
    copy.policies = policies;
    copy.checks.putAll(checks);
    copy.actions.putAll(actions);
    copy.actionsEnd = actionsEnd;
    copy.guestsObey = guestsObey;
    return copy;
  }

  /** One step on; the caller says when it is far enough. */
  public World advance() {
    if (status.isDrilling()) {
      helpTheDrill();
      turn();
      return this;
    }
    return advanceWhatIsReal();
  }

  /** People do what a drill waits for, and a second passes. */
  void helpTheDrill() {
    DrillStatus drill = status.drill();
    String id = drill.episode().id();
    switch (drill.phase()) {
      case Holding -> check("rpo", true).signOff("ops-go", id);
      case AwaitingApproval -> check("rpo", true).approve("alice", drill.request().id());
      case Activating -> {
        check("mysql-up", true);
        signWhatWavesWaitFor(action -> signOff(action, wanted(drill)));
      }
      case Verifying -> check("smoke", true);
      case CuttingOver -> check("users", true);
      case Reprotecting -> signOff("reverse", wanted(drill));
      case Closing -> signOff("post-mortem", wanted(drill));
      case Quiescing, StoppingRecovery, Standby, Completed -> {
        // Nobody is waited for.
      }
    }
    pass(1);
  }

  private static String wanted(DrillStatus drill) {
    return SignOffs.wanted(drill.episode(), drill.request(), true);
  }

  private void signWhatWavesWaitFor(Consumer<String> sign) {
    plan.spec().waves().stream()
        .flatMap(wave -> wave.actions().stream())
        .filter(action -> action.manual() != null)
        .map(Action::id)
        .forEach(sign);
  }

  /** The primary is lost, and the recovery site takes over. */
  void failsOver() {
    recovery.powerAll(PowerState.POWERED_ON);
    primary.powerAll(PowerState.POWERED_OFF);
    pass(31);
  }

  /** One step on, whether or not it is drilled. */
  World advanceWhatIsReal() {
    switch (status.phase()) {
      case Standby, Completed -> failsOver();
      case Holding -> check("rpo", true).signOff("ops-go");
      case AwaitingApproval -> check("rpo", true).approve("alice");
      case Quiescing, StoppingRecovery -> pass(1);
      case Activating -> {
        check("mysql-up", true);
        signWhatWavesWaitFor(this::signOff);
      }
      case Verifying -> check("smoke", true);
      case CuttingOver -> check("users", true);
      case Reprotecting -> signOff("reverse");
      case Closing -> signOff("post-mortem");
    }
    turn();
    return this;
  }

  /** Has just entered this phase; nobody has done anything in it yet. */
  public World reach(Phase phase) {
    for (int i = 0; i < 100 && status.phase() != phase; i++) {
      advance();
    }
    if (status.phase() != phase) {
      throw new AssertionError("stuck in " + status.phase() + ": " + status.message());
    }
    return this;
  }
}
