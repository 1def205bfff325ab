package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ApiJson;
import io.pra.failback.api.Deviation;
import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiteDecisionTest {
  private final TestSite site = new TestSite("rbx", PowerState.POWERED_OFF, "a", "b");
  private final Set<MoRef> nothingHeld = Set.of();

  private SiteDecision decide(String activity, Set<MoRef> held, boolean twinMayRun) {
    return decide(activity, held, twinMayRun, List.of(), 0);
  }

  private SiteDecision decide(
      String activity, Set<MoRef> held, boolean twinMayRun, List<Deviation> before, long later) {
    SiteStateSpec spec =
        ApiJson.serialization()
            .unmarshal(
                """
                vcenter: {url: "https://v/sdk", credentialsSecretRef: {name: s}}
                virtualMachines: {names: ["*"]}
                limits: {maxVirtualMachines: 3}
                %s
                """
                    .formatted(activity),
                SiteStateSpec.class);
    return SiteDecision.decide(
        spec, site.view(), held, vm -> twinMayRun, before, World.START.plusSeconds(later));
  }

  @Test
  void drivenByPlansItDoesNothingItself() {
    site.power("a", PowerState.POWERED_ON);

    assertThat(decide("activity: PlanDriven", nothingHeld, false).effects()).isEmpty();
    assertThat(decide("activity: PlanDriven", nothingHeld, false).total()).isZero();
  }

  @Test
  void activeStartsWhatIsDown() {
    assertThat(decide("activity: Active", nothingHeld, false).effects())
        .hasSize(2)
        .hasOnlyElementsOfType(Effect.PowerOn.class);
  }

  @Test
  void nothingIsStartedWhoseTwinMayRun() {
    assertThat(decide("activity: Active", nothingHeld, true).effects()).isEmpty();
  }

  @Test
  void nothingIsStartedThatIsHeldOrUnknownOrAmbiguous() {
    Set<MoRef> all = Set.of(site.all("a").get(0).ref(), site.all("b").get(0).ref());
    assertThat(decide("activity: Active", all, false).effects()).isEmpty();

    site.connected("a", false);
    site.create("b", PowerState.POWERED_OFF);
    assertThat(decide("activity: Active", nothingHeld, false).effects()).isEmpty();
  }

  @Test
  void stoppedAsksTheGuestAndCutsThePowerAfterItsGrace() {
    site.power("a", PowerState.POWERED_ON);

    SiteDecision first = decide("activity: Stopped", nothingHeld, false);
    assertThat(first.effects()).hasOnlyElementsOfType(Effect.ShutdownGuest.class).hasSize(1);
    assertThat(decide("activity: Stopped", nothingHeld, false, first.deviations(), 119).effects())
        .hasOnlyElementsOfType(Effect.ShutdownGuest.class);
    assertThat(decide("activity: Stopped", nothingHeld, false, first.deviations(), 120).effects())
        .hasOnlyElementsOfType(Effect.PowerOff.class);
  }

  @Test
  void heldBeatsStopped() {
    site.power("a", PowerState.POWERED_ON);
    Set<MoRef> held = Set.of(site.all("a").get(0).ref());

    SiteDecision decision = decide("activity: Stopped", held, false);

    assertThat(decision.effects()).isEmpty();
    assertThat(decision.deviations()).extracting(Deviation::desired).containsExactly("Suspended");
  }

  @Test
  void beyondTheLimitNothingIsDoneAndItIsSaid() {
    site.create("c", PowerState.POWERED_OFF);
    site.create("d", PowerState.POWERED_OFF);

    SiteDecision decision = decide("activity: Active", nothingHeld, false);

    assertThat(decision.effects()).isEmpty();
    assertThat(decision.problem())
        .get()
        .extracting(Stall::reason)
        .isEqualTo("TooManyVirtualMachines");
  }

  @Test
  void inDryRunItSaysAndDoesNot() {
    SiteDecision decision = decide("activity: Active\nmode: DryRun", nothingHeld, false);

    assertThat(decision.effects()).isEmpty();
    assertThat(decision.total()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsLeftAlone() {
    site.readable(false);

    assertThat(decide("activity: Active", nothingHeld, false).effects()).isEmpty();
  }
}
