package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.PowerState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DESIGN section 2: which site has authority when a plan is new. */
class FirstEvidenceTest {
  private final World world = new World();

  private static void arrange(TestSite site, String how) {
    switch (how) {
      case "all" -> site.powerAll(PowerState.POWERED_ON);
      case "some" -> site.powerAll(PowerState.POWERED_OFF).power("mysql-01", PowerState.POWERED_ON);
      case "none" -> site.powerAll(PowerState.SUSPENDED);
      case "unsure" -> site.powerAll(PowerState.POWERED_OFF).connected("mysql-01", false);
      case "dark" -> site.readable(false);
      default -> throw new IllegalArgumentException(how);
    }
  }

  @ParameterizedTest(name = "primary {0}, recovery {1} -> {2} {3}")
  @CsvSource({
    "all,    all,    Recovery,",
    "all,    some,   Unknown,  AuthorityUndecided",
    "all,    none,   Primary,",
    "all,    unsure, Unknown,  AuthorityUndecided",
    "all,    dark,   Unknown,  RecoveryUnreadable",
    "some,   all,    Recovery,",
    "some,   some,   Unknown,  AuthorityUndecided",
    "some,   none,   Primary,",
    "some,   unsure, Unknown,  AuthorityUndecided",
    "some,   dark,   Unknown,  RecoveryUnreadable",
    "none,   all,    Recovery,",
    "none,   some,   Recovery,",
    "none,   none,   Recovery,",
    "none,   unsure, Unknown,  AuthorityUndecided",
    "none,   dark,   Unknown,  RecoveryUnreadable",
    "unsure, all,    Recovery,",
    "unsure, some,   Unknown,  AuthorityUndecided",
    "unsure, none,   Unknown,  AuthorityUndecided",
    "unsure, unsure, Unknown,  AuthorityUndecided",
    "unsure, dark,   Unknown,  RecoveryUnreadable",
    "dark,   all,    Recovery,",
    "dark,   some,   Unknown,  AuthorityUndecided",
    "dark,   none,   Unknown,  AuthorityUndecided",
    "dark,   unsure, Unknown,  AuthorityUndecided",
    "dark,   dark,   Unknown,  RecoveryUnreadable",
  })
  void whoMayRun(String primary, String recovery, Authority expected, String stall) {
    arrange(world.primary, primary);
    arrange(world.recovery, recovery);

    Decision decision = world.settle();

    assertThat(world.status.authority()).isEqualTo(expected);
    assertThat(decision.effects()).isEmpty();
    if (stall != null) {
      assertThat(decision.stall()).get().extracting(Stall::reason).isEqualTo(stall);
      assertThat(world.rule(Side.Primary)).isEmpty();
    }
  }

  @ParameterizedTest(name = "deleted in {0}: primary {1}, recovery {2} -> {3}")
  @CsvSource({
    "AwaitingApproval, all,    all,  Recovery",
    "Quiescing,        all,    all,  Recovery",
    "Activating,       all,    all,  Recovery",
    "Verifying,        all,    all,  Recovery",
    "CuttingOver,      all,    all,  Unknown",
    "StoppingRecovery, all,    all,  Unknown",
    "StoppingRecovery, some,   all,  Unknown",
    "StoppingRecovery, unsure, all,  Unknown",
    "StoppingRecovery, none,   all,  Recovery",
    "StoppingRecovery, all,    none, Primary",
    "Reprotecting,     all,    all,  Unknown",
    "Closing,          all,    all,  Unknown",
    "Standby,          all,    all,  Recovery",
    "Completed,        all,    all,  Recovery",
  })
  void whatRunsAtTheRecoveryIsNoEvidenceOnceThePrimaryHadBeenApproved(
      Phase left, String primary, String recovery, Authority expected) {
    arrange(world.primary, primary);
    arrange(world.recovery, recovery);
    world.surroundings =
        new Surroundings(
            Set.of(),
            false,
            List.of(),
            ApprovalGuard.WHOLE,
            Optional.of(new Interrupted("episode-3", left, world.now)));

    Decision decision = world.settle();

    assertThat(world.status.authority()).isEqualTo(expected);
    if (expected == Authority.Unknown) {
      assertThat(decision.stall().orElseThrow().reason()).isEqualTo("AuthorityUndecided");
      assertThat(decision.stall().orElseThrow().message())
          .contains("episode-3 of an earlier plan of this name", "in phase " + left);
      assertThat(world.rule(Side.Primary)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"Recovery", "Primary"})
  void whatIsAssertedNeedsNoEvidence(Authority asserted) {
    arrange(world.primary, "all");
    arrange(world.recovery, "all");
    world.plan.patch("initialAuthority: " + asserted);

    world.settle();

    assertThat(world.status.authority()).isEqualTo(asserted);
  }

  @Test
  void aPlanOfNoVmIsSaidToBeOne() {
    world.plan.patch("waves: [{name: databases, virtualMachines: [\"oracle-*\"]}]");

    assertThat(world.settle().stall())
        .get()
        .extracting(Stall::reason)
        .isEqualTo("NoVirtualMachines");
    assertThat(world.status.authority()).isEqualTo(Authority.Unknown);
  }

  @Test
  void anEpisodeOfTooManyVmsDoesNotBegin() {
    world.plan.patch("guard: {maxVirtualMachines: 2}");

    Decision decision = world.settle();

    assertThat(decision.stall())
        .get()
        .extracting(Stall::reason)
        .isEqualTo("TooManyVirtualMachines");
    assertThat(world.rule(Side.Primary)).isEmpty();
    world.plan.patch("guard: {maxVirtualMachines: 3}");
    world.settle();
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
  }
}
