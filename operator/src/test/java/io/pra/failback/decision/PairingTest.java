package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairingTest {
  private final PlanText plan = PlanText.erp();
  private final TestSite rbx = new TestSite("rbx", PowerState.POWERED_OFF);
  private final TestSite sbg = new TestSite("sbg", PowerState.POWERED_ON);

  private List<Pair> pairs(EpisodeVm... known) {
    return Pairing.pairs(plan.spec(), rbx.view(), sbg.view(), List.of(known), false);
  }

  private static EpisodeVm known(String name, String uuid) {
    return new EpisodeVm(name, name, "i-" + uuid, "b-" + uuid, "databases");
  }

  private static List<MoRef> refs(List<VirtualMachine> machines) {
    return machines.stream().map(VirtualMachine::ref).toList();
  }

  @Test
  void twinsAreFoundByTheTemplateInBothDirections() {
    plan.patch("pairing: {recoveryNameTemplate: \"dr-{name}-sbg\"}");

    assertThat(Pairing.recoveryTwinOf(plan.spec(), "mysql-01")).isEqualTo("dr-mysql-01-sbg");
    assertThat(Pairing.primaryTwinOf(plan.spec(), "dr-mysql-01-sbg")).contains("mysql-01");
    assertThat(Pairing.primaryTwinOf(plan.spec(), "dr--sbg")).isEmpty();
    assertThat(Pairing.primaryTwinOf(plan.spec(), "mysql-01")).isEmpty();
  }

  @Test
  void aPairIsWhatAWaveMatchesAtEitherSite() {
    rbx.create("mysql-01", PowerState.POWERED_OFF);
    sbg.create("mysql-02", PowerState.POWERED_ON);
    rbx.create("other", PowerState.POWERED_OFF);

    assertThat(pairs()).extracting(Pair::name).containsExactly("mysql-01", "mysql-02");
    assertThat(pairs().get(1).primary()).isEmpty();
  }

  @Test
  void whatWasReCreatedUnderANewReferenceIsTheSame() {
    MoRef before = rbx.create("mysql-01", PowerState.POWERED_OFF, "u1");
    rbx.remove("mysql-01");
    MoRef after = rbx.create("mysql-01", PowerState.POWERED_OFF, "u2");

    assertThat(refs(pairs(known("mysql-01", "u1")).get(0).primary()))
        .containsExactly(after)
        .doesNotContain(before);
  }

  @Test
  void aKnownVmIsFoundRenamedAndWithoutItsMarkers() {
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u1");
    rbx.rename("mysql-01", "restored").loseMarkers("restored");

    assertThat(pairs(known("mysql-01", "u1")).get(0).primary())
        .extracting(VirtualMachine::name)
        .containsExactly("restored");
  }

  @Test
  void twoOfANameOrOfAUuidAreAmbiguous() {
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u1");
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u2");
    rbx.create("mysql-02", PowerState.POWERED_OFF, "u3");
    rbx.create("mysql-02-copy", PowerState.POWERED_OFF, "u3");

    assertThat(pairs())
        .filteredOn(Pair::isAmbiguous)
        .extracting(Pair::name)
        .contains("mysql-01", "mysql-02");
  }

  @Test
  void aCopyOutsideTheSelectionMakesAKnownVmAmbiguous() {
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u1");
    rbx.loseMarkers("mysql-01");
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u2");

    assertThat(pairs(known("mysql-01", "u1")).get(0).isAmbiguous()).isTrue();
  }

  @Test
  void whatCannotBeReadMayRunAndIsNotSeenRunning() {
    rbx.create("mysql-01", PowerState.POWERED_ON);
    rbx.readable(false);

    Pair pair = pairs().get(0);

    assertThat(pair.mayRun(Side.Primary)).isTrue();
    assertThat(pair.runs(Side.Primary)).isFalse();
  }

  @Test
  void onceSettledNothingJoins() {
    rbx.create("mysql-01", PowerState.POWERED_OFF, "u1");
    rbx.create("mysql-02", PowerState.POWERED_OFF);

    assertThat(
            Pairing.pairs(
                plan.spec(), rbx.view(), sbg.view(), List.of(known("mysql-01", "u1")), true))
        .extracting(Pair::name)
        .containsExactly("mysql-01");
  }
}
