package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Action;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Approval;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.Episode;
import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.InitialAuthority;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Request;
import io.pra.failback.api.Side;
import io.pra.failback.api.SignOff;
import io.pra.failback.api.Stage;
import io.pra.failback.api.Wave;
import io.pra.failback.api.WaveState;
import io.pra.failback.api.WaveStatus;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What no decision may ever do, whatever was seen. */
final class Law {
  private Law() {}

  static void check(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    assertThat(PlanDecision.decide(seen)).as("decided twice").isEqualTo(decision);
    assertThat(decision.message()).as("message in " + before.phase()).isNotBlank();
    assertThat(decision.nextAction()).as("next action: " + decision.message()).isNotBlank();
    decision
        .stall()
        .ifPresent(
            stall -> {
              assertThat(stall.message()).isNotBlank();
              assertThat(stall.nextStep()).as(stall.message()).isNotBlank();
            });
    if (decision.changes(before)) {
      assertThat(decision.effects()).as("effects of a change not yet persisted").isEmpty();
    }
    if (seen.spec().paused()) {
      paused(seen.status(), requestIn(seen), decision);
    }
    Drawing.check(seen, decision);
    authority(seen, decision);
    approval(world, seen, decision);
    guardedApproval(world, seen, decision);
    evidence(world, seen, decision);
    signatures(world, seen, decision);
    actions(seen, decision);
    decision.effects().forEach(effect -> effect(world, seen, effect));
    nothingIsHeldBetweenEpisodes(world, before);
    DrillLaw.check(world, seen, decision);
  }

  /** Of a drill: what does not ask for the real power of a VM. */
  static void ofWalk(World world, Observation seen, Decision decision) {
    assertThat(decision.message()).isNotBlank();
    assertThat(decision.nextAction()).as("next action: " + decision.message()).isNotBlank();
    if (seen.spec().paused()) {
      paused(seen.status(), requestIn(seen), decision);
    }
    Drawing.check(seen, decision);
    authority(seen, decision);
    approval(world, seen, decision);
    actions(seen, decision);
  }

  private static void paused(FailbackPlanStatus before, Request request, Decision decision) {
    assertThat(decision.phase()).as("moves while paused").isEqualTo(before.phase());
    assertThat(decision.authority()).as("moves while paused").isEqualTo(before.authority());
    assertThat(decision.episode()).as("moves while paused").isEqualTo(before.episode());
    assertThat(decision.request()).as("moves while paused").isEqualTo(request);
    assertThat(decision.effects()).as("effects while paused").isEmpty();
  }

  /** It stands, unless anybody could answer it in any name: then it has an end. */
  private static Request requestIn(Observation seen) {
    Request before = seen.status().request();
    boolean anybodyAnswers =
        before != null
            && seen.status().episode().approvedAt() == null
            && seen.surroundings().approvals().distrusts(before).isPresent();
    return anybodyAnswers ? before.endingAt(seen.now()) : before;
  }

  private static void authority(Observation seen, Decision decision) {
    boolean bothMayRun =
        decision.phase().inEpisode()
            && !decision.authority().holds(Side.Primary)
            && !decision.authority().holds(Side.Recovery);
    if (bothMayRun && seen.status().authority() != Authority.Both) {
      assertThat(seen.spec().overlap()).as("both sides may run").isEqualTo(Overlap.Allowed);
    }
    if (decision.phase().inEpisode()) {
      assertThat(decision.authority()).isNotEqualTo(Authority.Unknown);
    }
  }

  /** The approval itself; and that it stands when the primary is released, and at each wave. */
  private static void approval(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    boolean wasHeld = before.phase().inEpisode() && before.authority().holds(Side.Primary);
    boolean isHeld = decision.phase().inEpisode() && decision.authority().holds(Side.Primary);
    boolean released = wasHeld && !isHeld;
    boolean approvedNow =
        decision.episode() != null
            && decision.episode().approvedAt() != null
            && (before.episode() == null
                || before.episode().number() != decision.episode().number()
                || before.episode().approvedAt() == null);
    if (approvedNow) {
      assertThat(seen.now()).as("time of the approval").isBefore(before.request().expiresAt());
    }
    if (released || approvedNow || startsWave(before.waves(), decision.waves())) {
      Request request = before.request();
      assertThat(request).as("the request that was approved").isNotNull();
      assertThat(matching(seen.spec(), request))
          .as("approvals of " + request.id())
          .isGreaterThanOrEqualTo(seen.spec().approvalPolicy().required());
      assertThat(PlanText.approvable(seen.spec()))
          .as("the plan that was shown with request " + request.id())
          .isEqualTo(world.shown.get(request.id()));
    }
  }

  /** What was written while nobody checked the name, or before it was asked for, never counts. */
  private static void guardedApproval(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    boolean refused = seen.surroundings().approvals().refuses();
    boolean wasApproved = before.episode() != null && before.episode().approvedAt() != null;
    boolean isApproved = decision.episode() != null && decision.episode().approvedAt() != null;
    if (isApproved && (!wasApproved || begins(seen, decision))) {
      assertThat(refused).as("approved while nothing checks who approves").isFalse();
      assertThat(world.unchecked)
          .as("answered while nothing checked who approves")
          .doesNotContain(before.request().id());
    }
    if (refused && !seen.spec().paused()) {
      assertThat(decision.phase())
          .as("a request is open while nothing checks who approves")
          .isNotEqualTo(Phase.AwaitingApproval);
    }
    boolean issued =
        decision.request() != null
            && (before.request() == null || !before.request().id().equals(decision.request().id()));
    if (issued) {
      assertThat(matching(seen.spec(), decision.request()))
          .as("answers to a request that is only being issued")
          .isZero();
    }
    boolean goesOn =
        refused
            && wasApproved
            && before.phase().inEpisode()
            && !begins(seen, decision)
            && decision.episode().rollback() == null
            && RequestHash.ofPlan(seen.spec()).equals(before.request().planHash());
    if (goesOn) {
      assertThat(decision.episode().approvedAt())
          .as("half a failback is no safe place: what was approved stays approved")
          .isEqualTo(before.episode().approvedAt());
    }
  }

  private static long matching(FailbackPlanSpec spec, Request request) {
    return spec.approvals().values().stream()
        .map(Approval::request)
        .filter(request.id()::equals)
        .count();
  }

  private static boolean startsWave(List<WaveStatus> before, List<WaveStatus> after) {
    return after.stream()
        .filter(wave -> wave.state() == WaveState.Starting)
        .anyMatch(
            wave ->
                before.stream()
                    .noneMatch(
                        was -> was.name().equals(wave.name()) && was.state() == wave.state()));
  }

  /** What is done stays done until it is undone, and waves wait for their actions. */
  private static void actions(Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    boolean sameAttempt =
        before.episode() != null
            && before.episode().number() == decision.episode().number()
            && before.episode().rollbacks() == decision.episode().rollbacks();
    if (!sameAttempt) {
      return;
    }
    for (ActionStatus action : decision.actions()) {
      ActionStatus was = ActionSequence.find(before.actions(), action.id());
      boolean undone =
          was != null
              && was.state() == ActionState.Succeeded
              && action.state() != ActionState.Succeeded;
      assertThat(undone).as("action %s is begun again", action.id()).isFalse();
    }
    List<Wave> waves = seen.spec().waves();
    for (int i = 0; i < waves.size(); i++) {
      String name = waves.get(i).name();
      boolean starts =
          Waves.stateOf(decision.waves(), name) == WaveState.Starting
              && Waves.stateOf(before.waves(), name) != WaveState.Starting;
      if (starts) {
        List<Action> due = new ArrayList<>(waves.get(i).before());
        waves.subList(0, i).forEach(wave -> due.addAll(wave.after()));
        assertThat(due)
            .as("actions that wave %s waits for", name)
            .allMatch(action -> isOver(action, decision));
      }
    }
    if (decision.phase() == Phase.Verifying && before.phase() == Phase.Activating) {
      assertThat(waves)
          .allSatisfy(
              wave -> assertThat(wave.after()).allMatch(action -> isOver(action, decision)));
    }
  }

  private static boolean isOver(Action action, Decision decision) {
    return switch (ActionSequence.find(decision.actions(), action.id()).state()) {
      case Succeeded -> true;
      case Failed, Unknown -> !action.blocking();
      case Pending, Running -> false;
    };
  }

  /** No episode begins, and so nobody is held, against what can be seen. */
  private static void evidence(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    if (!begins(seen, decision)) {
      return;
    }
    assertThat(decision.checks())
        .as("verdicts of an episode that has just begun")
        .allMatch(check -> check.state() == CheckState.Pending || check.by() != null);
    boolean first = before.authority() == Authority.Unknown;
    boolean recoveryRuns = isSeenRunning(decision, Side.Recovery, seen.recovery());
    boolean primaryIsSeenRunning = isSeenRunning(decision, Side.Primary, seen.primary());
    if (first && seen.spec().initialAuthority() == InitialAuthority.Detect) {
      assertThat(recoveryRuns || !primaryIsSeenRunning)
          .as("an episode begins while only the primary runs")
          .isTrue();
    } else if (!first) {
      assertThat(recoveryRuns).as("an episode begins while no recovery VM runs").isTrue();
      assertThat(!primaryIsSeenRunning || seen.spec().declareFailover() != null)
          .as("an episode begins while the primary runs")
          .isTrue();
      Instant unbroken =
          world.pausedAt != null && world.pausedAt.isAfter(seen.lookingSince())
              ? world.pausedAt
              : seen.lookingSince();
      assertThat(
              Duration.between(unbroken, seen.now()).toSeconds()
                      >= seen.spec().failoverDetectionSeconds()
                  || seen.spec().declareFailover() != null)
          .as("evidence of a failover outlives a break")
          .isTrue();
    }
  }

  private static boolean begins(Observation seen, Decision decision) {
    Episode before = seen.status().episode();
    return decision.episode() != null
        && (before == null || before.number() != decision.episode().number());
  }

  /** What was signed before a way back is about an attempt that was undone. */
  private static void signatures(World world, Observation seen, Decision decision) {
    if (decision.episode() == null || decision.episode().rollbacks() == 0) {
      return;
    }
    Map<String, SignOff> signOffs = seen.spec().signOffs();
    for (ActionStatus action : decision.actions()) {
      ActionStatus was = ActionSequence.find(seen.status().actions(), action.id());
      boolean vouchedNow = action.by() != null && (was == null || was.by() == null);
      assertThat(vouchedNow && signOffs.get(action.id()).equals(world.spent.get(action.id())))
          .as("what was signed before the way back counts for action " + action.id())
          .isFalse();
    }
    for (ChecklistItem item : seen.spec().checklist()) {
      boolean passes =
          item.manual() != null
              && item.stage() != Stage.BeforeApproval
              && decision.phase().inEpisode()
              && ChecklistReview.find(decision.checks(), item.id()).state() == CheckState.Passed;
      assertThat(passes && signOffs.get(item.id()).equals(world.spent.get(item.id())))
          .as("what was signed before the way back counts for check " + item.id())
          .isFalse();
    }
  }

  /** A recovery VM is the plan's with or without its markers; a primary VM, with them. */
  private static boolean isSeenRunning(Decision decision, Side side, SiteView site) {
    return site.readable()
        && decision.episode().virtualMachines().stream()
            .map(vm -> side == Side.Primary ? vm.name() : vm.recoveryName())
            .anyMatch(
                name ->
                    (side == Side.Primary ? site.selected() : site.virtualMachines())
                        .stream()
                            .anyMatch(
                                vm ->
                                    vm.name().equals(name)
                                        && vm.powerState() == PowerState.POWERED_ON));
  }

  private static void effect(World world, Observation seen, Effect effect) {
    FailbackPlanStatus before = seen.status();
    assertThat(before.phase().inEpisode()).as("%s in %s", effect, before.phase()).isTrue();
    assertThat(before.authority()).isNotEqualTo(Authority.Unknown);
    if (effect instanceof Effect.PowerOn start) {
      assertThat(before.authority().holds(start.side())).as("starts held %s", start).isFalse();
      assertThat(world.site(start.side()).view().isKeptDown())
          .as("starts braked %s", start)
          .isFalse();
      boolean mayOverlap = before.authority() == Authority.Both;
      if (start.side() == Side.Primary) {
        assertThat(before.episode().approvedAt()).as("starts unapproved: %s", start).isNotNull();
      }
      Side other = start.side().other();
      assertThat(
              mayOverlap || !planRuns(before.episode().virtualMachines(), other, world.site(other)))
          .as("%s while the other side runs", start)
          .isTrue();
    } else if (effect instanceof Effect.OnVm stop) {
      assertThat(stop.side()).as("stops %s", stop).isEqualTo(Side.Recovery);
      assertThat(before.episode().approvedAt()).as("stops unapproved: %s", stop).isNotNull();
      assertThat(before.authority()).as("stops who serves").isIn(Authority.None, Authority.Both);
      if (before.authority() == Authority.Both) {
        assertThat(before.phase()).as("stops who serves").isEqualTo(Phase.StoppingRecovery);
      }
    }
  }

  /** The truth, whether or not it can be read. */
  private static boolean planRuns(List<EpisodeVm> machines, Side side, TestSite site) {
    return machines.stream()
        .map(vm -> side == Side.Primary ? vm.name() : vm.recoveryName())
        .anyMatch(
            name ->
                site.all(name).stream()
                    .anyMatch(vm -> vm.reportedPowerState() == PowerState.POWERED_ON));
  }

  private static void nothingIsHeldBetweenEpisodes(World world, FailbackPlanStatus before) {
    if (!before.phase().inEpisode() || before.authority() == Authority.Unknown) {
      assertThat(world.rule(Side.Primary)).isEmpty();
      assertThat(world.rule(Side.Recovery)).isEmpty();
    }
  }
}
