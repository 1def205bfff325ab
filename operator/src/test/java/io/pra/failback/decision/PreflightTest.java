package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.Hold;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan needs of its vCenters, and what it does where something is missing. */
class PreflightTest {
  private final World world = World.afterFailover();

  private static Preflight preflight(TestSite site, Set<String> lacking) {
    Map<MoRef, Set<String>> granted = new HashMap<>();
    Map<MoRef, Set<String>> missing = new HashMap<>();
    for (VirtualMachine vm : site.all()) {
      Set<String> has =
          new TreeSet<>(
              Set.of(
                  Privileges.READ,
                  Privileges.SUSPEND,
                  Privileges.POWER_ON,
                  Privileges.POWER_OFF,
                  Privileges.SET_CUSTOM_FIELD));
      has.removeAll(lacking);
      granted.put(vm.ref(), has);
      missing.put(vm.ref(), lacking);
    }
    return new Preflight("8.0.0.0", Optional.empty(), "", granted, missing, Map.of());
  }

  private void everythingIsGranted() {
    world.primary.preflight(preflight(world.primary, Set.of()));
    world.recovery.preflight(preflight(world.recovery, Set.of()));
  }

  private Condition condition(String type) {
    return world.status.conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlanNeedsNoMoreThanItUses() {
    assertThat(Privileges.ofPlan(world.plan.spec(), Side.Primary))
        .containsExactlyInAnyOrder(
            "System.Read",
            "VirtualMachine.Interact.Suspend",
            "VirtualMachine.Interact.PowerOn",
            "Global.SetCustomField");
    assertThat(Privileges.toHold(Hold.PowerOff)).isEqualTo("VirtualMachine.Interact.PowerOff");
    assertThat(Privileges.ofPlan(world.plan.spec(), Side.Recovery))
        .contains("VirtualMachine.Interact.PowerOff");
  }

  @ParameterizedTest
  @EnumSource
  void aSiteByItselfNeedsWhatItsActivityDoes(SiteActivity activity) {
    assertThat(Privileges.ofActivity(activity).stream().filter(p -> p.contains("Interact")))
        .isEqualTo(
            switch (activity) {
              case PlanDriven -> List.of();
              case Suspended -> List.of(Privileges.SUSPEND);
              case Active -> List.of(Privileges.POWER_ON);
              case Stopped -> List.of(Privileges.POWER_OFF);
            });
  }

  @Test
  void needsAreAskedForAtTheVmsOfThePlanAndNoOthers() {
    world.primary.create("unrelated", PowerState.POWERED_ON);
    Map<MoRef, Set<String>> needs = new HashMap<>();

    Privileges.addPlan(world.plan.spec(), world.observation().pairs(), Side.Primary, needs);

    assertThat(needs.keySet())
        .isEqualTo(
            world.primary.all().stream()
                .filter(vm -> !vm.name().equals("unrelated"))
                .map(VirtualMachine::ref)
                .collect(Collectors.toSet()));
    assertThat(needs.values()).containsOnly(Privileges.ofPlan(world.plan.spec(), Side.Primary));
  }

  @Test
  void withEveryPrivilegeNothingIsInTheWay() {
    everythingIsGranted();

    world.reach(Phase.Completed);
  }

  @ParameterizedTest
  @CsvSource({
    "VirtualMachine.Interact.Suspend",
    "VirtualMachine.Interact.PowerOn",
    "Global.SetCustomField",
    "System.Read"
  })
  void noRequestIsIssuedWhileThePrimaryLacks(String privilege) {
    everythingIsGranted();
    world.primary.preflight(preflight(world.primary, Set.of(privilege)));
    world.check("rpo", true).settle();
    world.signOff("ops-go").settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.request()).isNull();
    assertThat(condition("Stalled").getReason()).isEqualTo("MissingPrivileges");
    assertThat(condition("Stalled").getMessage())
        .contains(privilege + " at site rbx on docker-01, docker-02, mysql-01")
        .contains("Next: ");
    assertThat(condition("Ready").getStatus()).isEqualTo("False");
    assertThat(condition("Ready").getReason()).isEqualTo("MissingPrivileges");

    everythingIsGranted();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(condition("Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void aRecoverySiteThatCannotBeStoppedIsInTheWayToo() {
    everythingIsGranted();
    world.recovery.preflight(preflight(world.recovery, Set.of(Privileges.POWER_OFF)));
    world.check("rpo", true).settle();
    world.signOff("ops-go").settle();

    assertThat(world.status.request()).isNull();
    assertThat(condition("Stalled").getMessage()).contains("at site sbg");
  }

  @Test
  void whatIsTakenAwayWhileARequestIsOpenStopsItAndLetsItStand() {
    everythingIsGranted();
    world.reach(Phase.AwaitingApproval);
    String request = world.status.request().id();
    world.primary.preflight(preflight(world.primary, Set.of(Privileges.POWER_ON)));

    world.approve("alice").settle();

    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isEqualTo(request);
    assertThat(condition("Stalled").getReason()).isEqualTo("MissingPrivileges");
    assertThat(world.done).isEmpty();
  }

  @Test
  void whatWasNotAskedYetIsWaitedForAndWhatCannotBeAskedIsNot() {
    world.primary.preflight(Preflight.NOT_YET);
    world.check("rpo", true).settle();
    world.signOff("ops-go").settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.message()).contains("asks the vCenters");
    assertThat(condition("Stalled").getStatus()).isEqualTo("False");

    world.primary.preflight(Preflight.unknown("NotSupported"));
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aHeldVmThatMayNotBeStoppedIsAnAlarmThatNamesThePrivilege() {
    everythingIsGranted();
    world.reach(Phase.AwaitingApproval);
    world.primary.power("mysql-01", PowerState.POWERED_ON);
    MoRef running = world.primary.all("mysql-01").get(0).ref();
    world.primary.preflight(
        preflight(world.primary, Set.of()).withRefused(Map.of(running, Privileges.SUSPEND)));

    Decision decision = world.decide();

    assertThat(decision.stall().orElseThrow().reason()).isEqualTo("HoldRefused");
    assertThat(decision.stall().orElseThrow().message())
        .contains("mysql-01")
        .contains("rbx")
        .contains("VirtualMachine.Interact.Suspend");
    world.persist(world.observation(), decision);
    assertThat(condition("Guarded").getStatus()).isEqualTo("False");
    assertThat(condition("Guarded").getReason()).isEqualTo("HoldRefused");
  }

  @Test
  void manyVmsAreCountedAndNotListed() {
    TestSite site = new TestSite("rbx", PowerState.SUSPENDED);
    for (int i = 0; i < 1000; i++) {
      site.create("vm-%04d".formatted(i), PowerState.SUSPENDED);
    }
    site.preflight(preflight(site, Set.of(Privileges.SUSPEND)));

    assertThat(Lack.words(Lack.of(site.view())))
        .isEqualTo(
            "VirtualMachine.Interact.Suspend at site rbx on vm-0000, vm-0001, vm-0002 and 997 more");
  }

  @ParameterizedTest
  @CsvSource({
    "8.0.2.0, false",
    "7.0, false",
    "6.7.3, false",
    "6.5, false",
    "6.0, true",
    "5.5, true",
    "5, true",
    "'', false",
    "next, false",
    "10.0, false"
  })
  void anOldApiIsToldFromAnUnreadableOne(String version, boolean tooOld) {
    assertThat(ApiVersion.isTooOld(version)).isEqualTo(tooOld);
  }
}
