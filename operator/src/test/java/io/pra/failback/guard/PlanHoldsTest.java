package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ApiJson;
import io.pra.failback.api.Authority;
import io.pra.failback.api.Episode;
import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Hold;
import io.pra.failback.api.Phase;
import io.pra.failback.api.RecoveryStop;
import io.pra.failback.api.Side;
import io.pra.failback.api.VmSelector;
import io.pra.failback.vsphere.VmIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanHoldsTest {
  private static final HoldStamp STAMP = new HoldStamp("uid", 1, 1);
  private static final VmSelector EVERY = new VmSelector(null, List.of("*"), null, null);
  private static final FailbackPlanSpec SPEC =
      ApiJson.serialization()
          .unmarshal(
              """
              primary: {siteRef: {name: rbx}}
              recovery: {siteRef: {name: sbg}}
              waves: [{name: databases, virtualMachines: ["mysql-*"]}]
              guard: {hold: PowerOff, maxVirtualMachines: 5}
              """,
              FailbackPlanSpec.class);
  private static final Episode EPISODE =
      Episode.begin(
              1,
              Instant.EPOCH,
              List.of(
                  new EpisodeVm("mysql-01", "mysql-01-dr", "i1", "b1", "databases"),
                  new EpisodeVm("mysql-02", "mysql-02-dr", "i2", "b2", "databases")))
          .withRecoveryStops(
              List.of(
                  new RecoveryStop("mysql-01-dr", false), new RecoveryStop("mysql-02-dr", true)));

  private static FailbackPlanStatus status(Phase phase, Authority authority, Episode episode) {
    return new FailbackPlanStatus(
        1L, 1L, phase, authority, null, null, null, null, null, episode, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  private static Optional<HoldRule> rule(Phase phase, Authority authority, Side side) {
    return PlanHolds.rule("erp", SPEC, status(phase, authority, EPISODE), side, EVERY, STAMP);
  }

  @Test
  void heldIsTheSideThatTheAuthorityIsNotDuringAnEpisodeAndOnlyThen() {
    for (Phase phase : Phase.values()) {
      for (Authority authority : Authority.values()) {
        boolean nobody = authority == Authority.None;
        boolean primary = phase.inEpisode() && (nobody || authority == Authority.Recovery);
        boolean recovery = phase.inEpisode() && (nobody || authority == Authority.Primary);
        String when = phase + " " + authority;
        assertThat(rule(phase, authority, Side.Primary).isPresent()).as(when).isEqualTo(primary);
        assertThat(rule(phase, authority, Side.Recovery).isPresent()).as(when).isEqualTo(recovery);
      }
    }
  }

  @Test
  void withoutAnEpisodeNothingIsHeld() {
    FailbackPlanStatus none = status(Phase.Holding, Authority.Recovery, null);

    assertThat(PlanHolds.rule("erp", SPEC, none, Side.Primary, EVERY, STAMP)).isEmpty();
  }

  @Test
  void thePrimaryIsHeldByWhatIsKnownAndByTheWavesUpToTheLimit() {
    HoldRule rule = rule(Phase.Holding, Authority.Recovery, Side.Primary).orElseThrow();

    assertThat(rule.hold()).isEqualTo(Hold.PowerOff);
    assertThat(rule.known())
        .containsExactly(
            new VmIdentity("mysql-01", "i1", "b1"), new VmIdentity("mysql-02", "i2", "b2"));
    assertThat(rule.names()).containsExactly("mysql-*");
    assertThat(rule.limit()).as("five, less the two that are known").isEqualTo(3);
    assertThat(rule.exempt()).isEmpty();
  }

  @Test
  void theRecoveryIsHeldByTheTwinsAlone() {
    HoldRule rule = rule(Phase.Activating, Authority.Primary, Side.Recovery).orElseThrow();

    assertThat(rule.known())
        .extracting(VmIdentity::name)
        .containsExactly("mysql-01-dr", "mysql-02-dr");
    assertThat(rule.names()).isEmpty();
    assertThat(rule.limit()).isZero();
    assertThat(rule.exempt()).as("once the primary has authority").isEmpty();
  }

  @Test
  void whileItIsStoppedWhatStillShutsDownIsExemptAndWhatIsDownIsNot() {
    HoldRule rule = rule(Phase.Quiescing, Authority.None, Side.Recovery).orElseThrow();

    assertThat(rule.exempt()).containsExactly("mysql-01-dr");
  }
}
