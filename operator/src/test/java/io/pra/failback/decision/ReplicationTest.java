package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.DataAtStakeSource;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.api.VpgStatus;
import io.pra.failback.vsphere.PowerState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the switch would lose, what people must accept, and Zerto's own clock. */
class ReplicationTest {
  private static final String ZERTO =
      "{recovery: {url: \"https://zvm.example\", credentialsSecretRef: {name: zvm}}%s}";

  private final World world = World.afterFailover();

  @Test
  void withoutZertoItIsCountedSinceThePrimaryWasHeld() {
    world.reach(Phase.AwaitingApproval);
    assertThat(world.status.dataAtStake().since())
        .as("it has not run since the failover")
        .isEqualTo(world.status.episode().startedAt());
    wait(10);
    world.primary.powerAll(PowerState.SUSPENDED);
    world.settle();
    Instant held = world.status.episode().firstHeldAt();
    wait(120);

    assertThat(world.status.dataAtStake().source()).isEqualTo(DataAtStakeSource.Held);
    assertThat(world.status.dataAtStake().since()).isEqualTo(held);
    assertThat(world.status.dataAtStake().seconds())
        .isEqualTo(world.now.getEpochSecond() - held.getEpochSecond());
    assertThat(world.status.message())
        .contains("would be lost, counted since the primary was held");
    assertThat(world.status.nextAction()).doesNotContain("acceptDataLossSeconds");
  }

  @Test
  void moreThanWasPromisedMustBeAcceptedByEachApproval() {
    world.reach(Phase.AwaitingApproval);
    String request = world.status.request().id();
    wait(400);

    assertThat(world.status.request().id()).as("the request stands").isEqualTo(request);
    assertThat(world.status.message()).contains("more than the 300 s promised");
    assertThat(world.status.nextAction()).contains("\"acceptDataLossSeconds\":600");
    assertThat(world.told).extracting(Turn::reason).containsOnlyOnce("RpoExceeded");

    approve("{alice: {request: %s}}".formatted(request));
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(approved()).contains("alice's approval accepts no loss of data");
    approve("{alice: {request: %s, acceptDataLossSeconds: 350}}".formatted(request));
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(approved()).contains("accepts the loss of 350 s, and more is at stake");
    approve("{alice: {request: %s, acceptDataLossSeconds: 600}}".formatted(request));
    assertThat(world.status.phase()).isNotIn(Phase.Holding, Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isEqualTo(request);
  }

  @Test
  void refusalsAreToldOnceWhileTheSecondsGrow() {
    world.reach(Phase.AwaitingApproval);
    wait(400);
    approve("{alice: {request: %s}}".formatted(world.status.request().id()));
    for (int i = 0; i < 5; i++) {
      wait(10);
    }
    assertThat(world.told).extracting(Turn::reason).containsOnlyOnce("ApprovalRefused");
  }

  @Test
  void whatWasLostIsKeptWhenTheRecoverySiteHasStopped() {
    world.reach(Phase.AwaitingApproval);
    wait(200);
    long atStake = world.status.dataAtStake().seconds();
    approve("{alice: {request: %s}}".formatted(world.status.request().id()));
    wait(1000);

    assertThat(world.status.measurements().rpoSeconds()).isEqualTo((double) atStake);
  }

  @Test
  void zertosRpoIsWhatIsAtStakeWhileItReplicatesFromTheRecoverySite() {
    withZerto("");
    world.reach(Phase.AwaitingApproval);
    wait(2000);
    says(vpg(Side.Recovery, 7, false));
    world.turn();

    assertThat(world.status.dataAtStake().source()).isEqualTo(DataAtStakeSource.Replication);
    assertThat(world.status.dataAtStake().seconds()).isEqualTo(7);
    wait(20);
    assertThat(world.status.dataAtStake().seconds()).as("an old reading").isEqualTo(27);
  }

  @Test
  void anRpoThatSaysNothingOfTheRecoverySiteIsNotUsed() {
    for (VpgStatus vpg :
        List.of(
            vpg(Side.Primary, 7, false),
            vpg(null, 7, false),
            vpg(Side.Recovery, null, false),
            vpg(Side.Recovery, 7, false).withObservedAt(world.now.plusSeconds(9000)))) {
      World fresh = World.afterFailover();
      fresh.plan.patch("zerto: " + ZERTO.formatted(""));
      fresh.plan.patch("checklist: [{id: rpo, zerto: {vpgs: [erp]}}]");
      fresh.reach(Phase.AwaitingApproval);
      VpgStatus read = vpg.observedAt().isAfter(fresh.now) ? vpg : vpg.withObservedAt(fresh.now);
      fresh.checks.put("rpo", new Finding(true, "fine", fresh.now, true, List.of(read)));
      fresh.settle();
      assertThat(fresh.status.vpgs()).hasSize(1);
      assertThat(fresh.status.dataAtStake().source())
          .as(vpg.toString())
          .isEqualTo(DataAtStakeSource.Held);
    }
  }

  @Test
  void beforeACommitTheLatestCheckpointIsWhatThePrimaryHas() {
    withZerto(", commitPolicy: None");
    world.reach(Phase.AwaitingApproval);
    says(vpg(Side.Recovery, null, true));
    world.settle();

    assertThat(world.status.dataAtStake().source()).isEqualTo(DataAtStakeSource.Checkpoint);
    assertThat(world.status.dataAtStake().since()).isEqualTo(World.START.minusSeconds(60));
  }

  @Test
  void noRequestIsIssuedWhileZertoMayDecideForPeople() {
    withZerto("");
    says(vpg(Side.Recovery, null, true));
    Decision decision = world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(decision.stall().orElseThrow().reason()).isEqualTo("CommitClockRunning");
    assertThat(decision.stall().orElseThrow().nextStep()).contains("\"commitPolicy\":\"None\"");
    assertThat(decision.stall().orElseThrow().message()).contains("nobody has said");

    world.plan.patch(
        "zerto: " + ZERTO.formatted(", commitPolicy: Rollback, commitTimeoutSeconds: 3600"));
    Instant seen = world.status.vpgs().get(0).beforeCommitSince();
    assertThat(world.settle().stall().orElseThrow().message())
        .contains("rolls back by itself by %s at the latest".formatted(seen.plusSeconds(3600)));

    world.plan.patch("zerto: " + ZERTO.formatted(", commitPolicy: None"));
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aCommitClockThatBeginsAfterTheRequestKeepsItFromBeingActedOn() {
    withZerto("");
    world.reach(Phase.AwaitingApproval);
    says(vpg(Side.Recovery, null, true));
    approve(
        "{alice: {request: %s, acceptDataLossSeconds: 9000}}"
            .formatted(world.status.request().id()));

    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.settle().stall().orElseThrow().reason()).isEqualTo("CommitClockRunning");
  }

  private void withZerto(String more) {
    world.plan.patch("zerto: " + ZERTO.formatted(more));
    world.plan.patch("checklist: [{id: rpo, zerto: {vpgs: [erp]}}]");
  }

  private void says(VpgStatus vpg) {
    world.checks.put("rpo", new Finding(true, "fine", world.now, true, List.of(vpg)));
  }

  private VpgStatus vpg(Side protects, Integer rpo, boolean beforeCommit) {
    return new VpgStatus(
        "ERP",
        "a/b",
        protects,
        rpo,
        beforeCommit ? World.START.minusSeconds(60) : null,
        beforeCommit,
        null,
        world.now);
  }

  private void wait(int seconds) {
    world.now = world.now.plusSeconds(seconds);
    world.settle();
  }

  private void approve(String approvals) {
    world.plan.patch("approvals: " + approvals);
    world.settle();
  }

  private String approved() {
    return world.status.conditions().stream()
        .filter(condition -> condition.getType().equals("Approved"))
        .findFirst()
        .orElseThrow()
        .getMessage();
  }
}
