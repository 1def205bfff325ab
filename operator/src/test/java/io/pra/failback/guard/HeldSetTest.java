package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Hold;
import io.pra.failback.api.VmSelector;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.VmIdentity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldSetTest {
  private static final HoldStamp STAMP = new HoldStamp("uid", 1, 1);
  private static final VmSelector RBX = new VmSelector(Map.of("site", "rbx"), null, null, null);

  private static VirtualMachine vm(String ref, String name, String instance, String site) {
    return new VirtualMachine(
        new MoRef("VirtualMachine", ref),
        name,
        PowerState.POWERED_ON,
        ConnectionState.CONNECTED,
        instance,
        "",
        Map.of("site", site));
  }

  private static HoldRule rule(int limit, VmIdentity... known) {
    return new HoldRule(
        "plan", Hold.Suspend, List.of(known), Set.of(), RBX, List.of("mysql-*"), limit, STAMP);
  }

  private static VmIdentity known(String name, String instance) {
    return new VmIdentity(name, instance, "");
  }

  private static List<String> held(HoldRule rule, VirtualMachine... inventory) {
    return HeldSet.of(new GuardRules(List.of(rule), false), List.of(inventory), HeldSet.EMPTY)
        .orders()
        .keySet()
        .stream()
        .map(MoRef::value)
        .sorted()
        .toList();
  }

  @Test
  void withoutRulesNothingIsHeld() {
    assertThat(
            HeldSet.of(GuardRules.NONE, List.of(vm("1", "mysql-01", "i", "rbx")), HeldSet.EMPTY)
                .orders())
        .isEmpty();
  }

  @Test
  void whatTheSelectorAndAWaveMatchIsHeld() {
    assertThat(
            held(
                rule(10),
                vm("1", "mysql-01", "i1", "rbx"),
                vm("2", "docker-01", "i2", "rbx"),
                vm("3", "mysql-02", "i3", "sbg")))
        .containsExactly("1");
  }

  @Test
  void aKnownVmIsHeldUnderAnotherReferenceAnotherNameAndWithoutItsMarkers() {
    assertThat(
            held(
                rule(0, known("mysql-01", "i1")),
                vm("7", "mysql-01", "i9", ""),
                vm("8", "renamed", "i1", ""),
                vm("9", "mysql-02", "i2", "rbx")))
        .containsExactly("7", "8");
  }

  @Test
  void aVmWithoutUuidIsNotTakenForAKnownOneWithoutUuid() {
    assertThat(held(rule(0, known("mysql-01", "")), vm("1", "other", "", ""))).isEmpty();
  }

  @Test
  void bothOfAnAmbiguousPairAreHeld() {
    assertThat(
            held(
                rule(0, known("mysql-01", "i1")),
                vm("1", "mysql-01", "i1", "rbx"),
                vm("2", "mysql-01", "i2", "rbx")))
        .containsExactly("1", "2");
  }

  @Test
  void whatIsBeingShutDownCleanlyIsExempt() {
    HoldRule rule =
        new HoldRule(
            "plan",
            Hold.Suspend,
            List.of(known("mysql-01", ""), known("mysql-02", "")),
            Set.of("mysql-01"),
            RBX,
            List.of(),
            0,
            STAMP);

    assertThat(held(rule, vm("1", "mysql-01", "", ""), vm("2", "mysql-02", "", "")))
        .containsExactly("2");
  }

  @Test
  void beyondTheLimitTheSurplusIsNamedAndNotTouched() {
    HeldSet set =
        HeldSet.of(
            new GuardRules(List.of(rule(2, known("mysql-09", "i9"))), false),
            List.of(
                vm("3", "mysql-03", "i3", "rbx"),
                vm("1", "mysql-01", "i1", "rbx"),
                vm("9", "mysql-09", "i9", "rbx"),
                vm("2", "mysql-02", "i2", "rbx")),
            HeldSet.EMPTY);

    assertThat(set.orders().keySet())
        .extracting(MoRef::value)
        .containsExactlyInAnyOrder("1", "2", "9");
    assertThat(set.surplus()).containsExactly("mysql-03");
  }

  @Test
  void whatWasHeldStaysHeldWhenASelectorComesToMatchMoreThanTheLimit() {
    GuardRules rules = new GuardRules(List.of(rule(1)), false);
    VirtualMachine ours = vm("9", "mysql-09", "i9", "rbx");
    HeldSet before = HeldSet.of(rules, List.of(ours), HeldSet.EMPTY);

    HeldSet now = HeldSet.of(rules, List.of(vm("1", "mysql-01", "i1", "rbx"), ours), before);

    assertThat(now.orders().keySet()).extracting(MoRef::value).containsExactly("9");
    assertThat(now.surplus()).containsExactly("mysql-01");
  }

  @Test
  void whereTwoRulesMeetSuspendingWins() {
    HoldRule off =
        new HoldRule("a", Hold.PowerOff, List.of(), Set.of(), RBX, List.of("mysql-*"), 10, STAMP);
    HoldRule suspend =
        new HoldRule("b", Hold.Suspend, List.of(), Set.of(), RBX, List.of("*"), 10, STAMP);

    for (List<HoldRule> rules : List.of(List.of(off, suspend), List.of(suspend, off))) {
      HeldSet set =
          HeldSet.of(
              new GuardRules(rules, false),
              List.of(vm("1", "mysql-01", "i1", "rbx")),
              HeldSet.EMPTY);
      assertThat(set.orders().values()).extracting(HeldSet.Order::hold).containsOnly(Hold.Suspend);
    }
  }
}
