package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must be so of a plan's sites, and of the plans beside it. */
class PremisesTest {
  private static final Rival RIVAL = new Rival("prod/other", "rbx", "mysql-01", false);
  private static final Rival OPPOSED = new Rival("prod/other", "rbx", "mysql-01", true);

  private final World world = World.afterFailover();

  private static Surroundings rivals(Rival... rivals) {
    return new Surroundings(Set.of(), false, List.of(rivals), ApprovalGuard.WHOLE);
  }

  private String stall() {
    return world.decide().stall().map(Stall::reason).orElse("");
  }

  @ParameterizedTest
  @EnumSource(names = {"Quiescing", "Activating", "Verifying", "CuttingOver"})
  void nothingIsDoneInADispute(Phase phase) {
    world.reach(phase);
    world.surroundings = rivals(RIVAL);

    Decision decision = world.decide();

    assertThat(decision.stall().orElseThrow().reason()).isEqualTo("VmClaimedTwice");
    assertThat(decision.effects()).isEmpty();
    assertThat(decision.phase()).isEqualTo(phase);
  }

  @Test
  void aDisputeVoidsTheRequestAndNoOtherIsIssued() {
    world.reach(Phase.AwaitingApproval);
    world.surroundings = rivals(RIVAL);

    world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.request()).isNull();
    assertThat(stall()).isEqualTo("VmClaimedTwice");
  }

  @Test
  void whereBothPlansHoldTheSameSideTheHoldBegins() {
    world.surroundings = rivals(RIVAL);

    world.turn();

    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
  }

  @Test
  void aNewPlanThatIsOpposedGetsNoAuthorityEvenIfSomebodyAssertsIt() {
    world.surroundings = rivals(OPPOSED);
    world.plan.patch("initialAuthority: Recovery");

    world.turn();

    assertThat(world.status.authority()).isEqualTo(Authority.Unknown);
    assertThat(stall()).isEqualTo("VmClaimedTwice");
  }

  @Test
  void oneVCenterTakenForTwoProvesNothing() {
    world.surroundings = new Surroundings(Set.of(), true, List.of(), ApprovalGuard.WHOLE);

    world.turn();

    assertThat(world.status.authority()).isEqualTo(Authority.Unknown);
    assertThat(stall()).isEqualTo("SameVCenter");
  }

  @Test
  void aSiteThatDoesNotExistIsNamedByItsField() {
    world.surroundings =
        new Surroundings(Set.of(Side.Recovery), false, List.of(), ApprovalGuard.WHOLE);

    assertThat(world.decide().stall().orElseThrow().message())
        .contains("spec.recovery.siteRef.name is sbg");
    assertThat(stall()).isEqualTo("SiteMissing");
  }

  @Test
  void aPrimaryVmThatVanishesAfterTheApprovalIsNoticedBeforeARecoveryVmIsStopped() {
    world.reach(Phase.Quiescing);
    world.primary.remove("docker-01");

    Decision decision = world.decide();

    assertThat(decision.stall().orElseThrow().message()).contains("docker-01");
    assertThat(decision.effects()).isEmpty();
  }

  @Test
  void theLimitIsNeverToBeRaisedBeyondWhatTheApiServerTakes() {
    for (int i = 0; i < 1001; i++) {
      world.primary.create("docker-x-" + i, PowerState.POWERED_OFF);
    }

    Stall stall = world.decide().stall().orElseThrow();

    assertThat(stall.reason()).isEqualTo("TooManyVirtualMachines");
    assertThat(stall.nextStep()).contains("not possible beyond 1000").doesNotContain("kubectl");
  }

  @Test
  void onlyTheVmItselfIsClaimedAndNotItsNamesakeElsewhere() {
    List<Pair> pairs = world.observation().pairs();
    Set<MoRef> all = world.primary.all().stream().map(vm -> vm.ref()).collect(Collectors.toSet());

    assertThat(Claim.rivals(pairs, List.of(claim(all)))).hasSize(3);
    assertThat(Claim.rivals(pairs, List.of(claim(Set.of())))).isEmpty();
  }

  private Claim claim(Set<MoRef> reach) {
    return new Claim(
        "prod/other",
        world.plan.spec(),
        world.status,
        Side.Primary,
        Side.Primary,
        "rbx",
        false,
        reach,
        reach);
  }
}
