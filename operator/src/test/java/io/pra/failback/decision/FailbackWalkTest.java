package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Authority;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Phase;
import io.pra.failback.api.RecoveryStop;
import io.pra.failback.api.Side;
import io.pra.failback.api.VmSelector;
import io.pra.failback.guard.PlanHolds;
import io.pra.failback.vsphere.PowerState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole episodes, under {@link Law}. */
class FailbackWalkTest {
  private static final VmSelector NO_SELECTOR = new VmSelector(null, List.of("*"), null, null);

  private static World world(boolean overlap) {
    return overlap ? World.overlapAllowed() : World.afterFailover();
  }

  private static List<String> starts(World world, Side side) {
    return world.done.stream()
        .filter(effect -> effect instanceof Effect.PowerOn start && start.side() == side)
        .map(effect -> ((Effect.PowerOn) effect).name())
        .distinct()
        .toList();
  }

  private static void serves(TestSite site, TestSite other) {
    assertThat(site.all()).allMatch(vm -> vm.powerState() == PowerState.POWERED_ON);
    assertThat(other.anyRuns()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailbackFromEndToEnd(boolean overlap) {
    World world = world(overlap);

    world.reach(Phase.Completed);

    serves(world.primary, world.recovery);
    assertThat(world.status.authority()).isEqualTo(Authority.Primary);
    assertThat(starts(world, Side.Primary)).containsExactly("mysql-01", "docker-01", "docker-02");
    assertThat(starts(world, Side.Recovery)).isEmpty();
  }

  /** An approval of the edit is no leave for what the edit forbids. */
  @Test
  void whereAnEditForbidsTheOverlapNoFurtherWaveStartsWhileTheRecoveryRuns() {
    World world = world(true).reach(Phase.Activating);
    world.settle();
    assertThat(starts(world, Side.Primary)).containsExactly("mysql-01");

    world.plan.patch("overlap: Forbidden");
    world.settle();
    world.approve("alice").check("mysql-up", true).settle();

    assertThat(world.decide().stall().orElseThrow().reason()).isEqualTo("OverlapForbidden");
    assertThat(starts(world, Side.Primary)).containsExactly("mysql-01");
    world.plan.patch("overlap: Allowed");
    world.settle();
    world.approve("alice");
    world.reach(Phase.Completed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextDisasterBeginsAnEpisodeInWhichTheFirstApprovalIsWorthNothing(boolean overlap) {
    World world = world(overlap).reach(Phase.Completed);
    String first = world.plan.spec().approvals().get("alice").request();

    world.recovery.powerAll(PowerState.POWERED_ON);
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.pass(30).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.episode().number()).isEqualTo(2);
    world.check("rpo", true).signOff("ops-go").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(first);
    assertThat(world.status.approvedBy()).isEmpty();
    world.reach(Phase.Completed);
    serves(world.primary, world.recovery);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDisasterBeforeTheEpisodeIsClosedBeginsTheNextOne(boolean overlap) {
    World world = world(overlap).reach(Phase.Closing);

    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    assertThat(
            PlanHolds.rule(
                "plan",
                world.plan.spec(),
                world.status,
                Side.Recovery,
                NO_SELECTOR,
                new io.pra.failback.guard.HoldStamp("uid", 1, 1)))
        .as("the recovery site is free to take over")
        .isEmpty();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();
    world.pass(30).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.status.episode().number()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void restartedAfterEachStepItEndsTheSame(boolean overlap) {
    World steady = world(overlap).reach(Phase.Completed);
    for (int crash = 0; crash < 40; crash++) {
      World world = world(overlap);
      for (int step = 0; step < 100 && world.status.phase() != Phase.Completed; step++) {
        world.advance();
        if (step == crash) {
          world.restart();
        }
      }

      assertThat(world.status.phase()).as("restarted at " + crash).isEqualTo(Phase.Completed);
      serves(world.primary, world.recovery);
      assertThat(world.status.episode().number()).isEqualTo(1);
      assertThat(world.status.episode().attempt()).isEqualTo(1);
      assertThat(world.status.actions())
          .extracting(ActionStatus::state)
          .containsOnly(ActionState.Succeeded);
      assertThat(starts(world, Side.Primary)).isEqualTo(starts(steady, Side.Primary));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"Quiescing", "Activating", "Verifying"})
  void abortedBeforeTheCutoverTheRecoveryServesAgain(Phase from) {
    World world = World.afterFailover().reach(from);
    world.turn();

    world.abort("episode-1").settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.status.episode().approvedAt()).isNull();
    world.pass(121).settle();
    assertThat(world.status.episode().rollback()).isNull();
    serves(world.recovery, world.primary);
    assertThat(world.decide().stall()).get().extracting(Stall::reason).isEqualTo("Aborted");

    world.plan.patch("abort: null");
    world.reach(Phase.Completed);
    serves(world.primary, world.recovery);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"Activating", "Verifying"})
  void abortedWhileBothMayRunThePrimaryIsHeldAndTheRecoveryNeverStops(Phase from) {
    World world = World.overlapAllowed().reach(from);
    world.turn();

    world.abort("episode-1").settle();

    serves(world.recovery, world.primary);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.done).noneMatch(effect -> effect instanceof Effect.ShutdownGuest);
  }

  @Test
  void aRollbackConfirmsThatThePrimaryIsDownBeforeTheRecoveryStarts() {
    World world = World.afterFailover().reach(Phase.Verifying);
    world.abort("episode-1");
    world.persist(world.observation(), world.decide());
    world.primary.connected("docker-01", false);

    Decision decision = world.settle();

    assertThat(decision.effects()).isEmpty();
    assertThat(world.recovery.anyRuns()).isFalse();
    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("PrimaryUnknown");
    world.primary.connected("docker-01", true);
    world.settle();
    world.pass(121).settle();
    serves(world.recovery, world.primary);
  }

  @Test
  void aRollbackStartsAlsoWhatTheEditedPlanDoesNotNameAnyMore() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing).settle();
    world.guestsObey = true;
    world.turn();
    assertThat(world.recovery.runs("docker-01")).isFalse();

    world.plan.patch("waves: [{name: databases, virtualMachines: [\"mysql-*\"]}]");
    world.settle();
    world.pass(121).settle();

    assertThat(world.told).extracting(Turn::reason).contains("RollingBack", "RolledBack");
    serves(world.recovery, world.primary);
  }

  @Test
  void aRollbackStartsAlsoTwinsThatTheEditedTemplateDoesNotName() {
    World world = World.afterFailover().reach(Phase.Activating);
    world.plan.patch("pairing: {recoveryNameTemplate: \"{name}-dr\"}");
    world.abort("episode-1").settle();
    world.pass(121).settle();

    serves(world.recovery, world.primary);
  }

  @Test
  void aTemplateEditedDuringTheCutoverDoesNotHideARecoveryThatRuns() {
    World world = World.overlapAllowed().reach(Phase.CuttingOver);

    world.plan.patch("pairing: {recoveryNameTemplate: \"{name}-dr\"}");
    world.turn();
    world.approve("alice").reach(Phase.Completed);

    serves(world.primary, world.recovery);
  }

  @Test
  void aRecoveryVmThatLosesItsMarkersStillCountsAsRunning() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing);

    world.recovery.loseMarkers("docker-01");
    world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Quiescing);
    world.guestsObey = true;
    world.reach(Phase.Completed);
    serves(world.primary, world.recovery);
  }

  @Test
  void aRecoveryVmThatVanishesWhileItIsBeingStoppedIsNotTakenForStopped() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing);

    world.recovery.rename("docker-01", "docker-01-old");
    world.guestsObey = true;
    Decision decision = world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Quiescing);
    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("RecoveryVmMissing");
    world.recovery.power("docker-01-old", PowerState.POWERED_OFF);
    world.recovery.rename("docker-01-old", "docker-01");
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Activating);
  }

  @Test
  void inDryRunNothingGoesOnAndThePlanSaysWhy() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing);

    world.recovery.mode(Mode.DryRun);
    Decision decision = world.settle();

    assertThat(decision.effects()).isEmpty();
    assertThat(decision.stall())
        .get()
        .extracting(Stall::nextStep)
        .asString()
        .contains("kubectl patch sitestate sbg -n prod");
  }

  @Test
  void inDryRunAPrimaryThatRunsIsNotWaitedForInSilence() {
    World world = World.afterFailover();
    world.primary.mode(Mode.DryRun).powerAll(PowerState.POWERED_ON);

    Decision decision = world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("DryRun");
  }

  @Test
  void aGuestThatDoesNotObeyLosesItsPowerAfterItsGrace() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing);
    world.settle();
    assertThat(world.done).noneMatch(effect -> effect instanceof Effect.PowerOff);

    world.pass(120).settle();

    assertThat(world.done).filteredOn(effect -> effect instanceof Effect.PowerOff).hasSize(2);
    assertThat(world.recovery.runs("docker-01")).isFalse();
    assertThat(world.recovery.runs("mysql-01")).as("the next wave has a grace of its own").isTrue();
  }

  @Test
  void withoutPowerOffAGuestThatDoesNotObeyStallsThePlan() {
    World world = World.afterFailover();
    world.plan.patch("recoveryShutdown: {powerOffAfter: false}");
    world.guestsObey = false;
    world.reach(Phase.Quiescing).settle();

    Decision decision = world.pass(500).settle();

    assertThat(world.done).noneMatch(effect -> effect instanceof Effect.PowerOff);
    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("RecoveryStillRuns");
  }

  @Test
  void theRecoveryStopsInTheOppositeOrderOfTheWaves() {
    World world = World.afterFailover().reach(Phase.Activating);

    List<String> stopped = new ArrayList<>();
    world.done.forEach(
        effect -> {
          if (effect instanceof Effect.ShutdownGuest stop) {
            stopped.add(stop.name());
          }
        });
    assertThat(stopped).containsExactly("docker-01", "docker-02", "mysql-01");
  }

  @Test
  void whatWasSeenDownIsTheGuardsFromThenOn() {
    World world = World.afterFailover();
    world.guestsObey = false;
    world.reach(Phase.Quiescing).settle();
    world.recovery.power("docker-01", PowerState.POWERED_OFF);
    world.settle();
    assertThat(world.status.episode().recoveryStops())
        .contains(new RecoveryStop("docker-01", true), new RecoveryStop("docker-02", false));

    world.recovery.power("docker-01", PowerState.POWERED_ON);
    world.guard();

    assertThat(world.recovery.state("docker-01")).isEqualTo(PowerState.SUSPENDED);
    assertThat(world.recovery.runs("docker-02")).as("is shut down cleanly").isTrue();
  }

  @Test
  void aWaveWaitsForTheOneBefore() {
    World world = World.afterFailover().reach(Phase.Activating);

    world.settle();

    assertThat(starts(world, Side.Primary)).containsExactly("mysql-01");
    Decision late = world.pass(600).settle();
    assertThat(late.stall()).get().extracting(Stall::reason).isEqualTo("WaveTimedOut");
    world.check("mysql-up", true).settle();
    assertThat(starts(world, Side.Primary)).contains("docker-01", "docker-02");
  }

  @Test
  void withdrawnDuringTheFirstWaveNoOtherStarts() {
    World world = World.afterFailover().reach(Phase.Activating);
    world.settle();

    Decision decision = world.withdraw("alice").check("mysql-up", true).settle();

    assertThat(starts(world, Side.Primary)).containsExactly("mysql-01");
    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("ApprovalWithdrawn");
    world.approve("bob").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Verifying);
  }

  @Test
  void anEditAfterTheApprovalNeedsAnotherOne() {
    World world = World.afterFailover().reach(Phase.Verifying);
    world.check("smoke", true);

    world.plan.patch("cutover: [{id: dns, http: {url: \"http://evil\"}}]");
    Decision decision = world.settle();

    assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo("PlanEdited");
    assertThat(world.status.phase()).isEqualTo(Phase.Verifying);
    world.approve("alice").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.CuttingOver);
  }

  @Test
  void twoApprovalsTakeTwoPeople() {
    World world = World.afterFailover();
    world.plan.patch("approvalPolicy: {required: 2}");
    world.reach(Phase.AwaitingApproval);

    world.approve("alice").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.approvedBy()).containsExactly("alice");

    world.approve("bob").turn();
    assertThat(world.status.phase()).isEqualTo(Phase.Quiescing);
  }

  @Test
  void anApprovalOfAnExpiredRequestIsWorthNothing() {
    World world = World.afterFailover().reach(Phase.AwaitingApproval);
    String expired = world.status.request().id();

    world.pass(3600).approve("alice").check("rpo", true).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(expired);
    assertThat(world.recovery.anyRuns()).isTrue();
    assertThat(world.told)
        .extracting(Turn::message)
        .anyMatch(message -> message.contains("alice's approval names request " + expired));
  }
}
