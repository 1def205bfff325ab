package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Hold;
import io.pra.failback.api.VmSelector;
import io.pra.failback.decision.Preflight;
import io.pra.failback.decision.Privileges;
import io.pra.failback.guard.FakeVCenter.Reply;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreflightLoopTest {
  private static final Set<String> NEEDED = Set.of(Privileges.SUSPEND, Privileges.POWER_ON);
  private static final VmSelector EVERY = new VmSelector(null, List.of("*"), null, null);

  private final FakeVCenter vCenter = new FakeVCenter();
  private final Clock clock = Clock.systemUTC();
  private final SiteGuard guard =
      new SiteGuard(
          "rbx",
          vCenter,
          new LoginThrottle(System::nanoTime),
          clock,
          System::nanoTime,
          term -> true,
          new Witness());

  @AfterEach
  void stop() {
    guard.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5));
  }

  private void connected() {
    guard.connect(
        new Connection(
            Endpoint.of(URI.create("https://vcenter.example/sdk"), new ServerTrust.SystemStore()),
            new Credentials("operator", "right"),
            new InventoryScope(Optional.empty(), Set.of()),
            ""));
  }

  private Preflight found() {
    return guard.sight().preflight();
  }

  @Test
  void whatIsMissingIsFoundOutAtTheLogin() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    vCenter.records.denies(Privileges.SUSPEND);
    vCenter.records.ahead(clock::instant, Duration.ofSeconds(90));
    guard.need(() -> Map.of(vm, NEEDED));
    connected();

    soon().until(() -> found().missing().equals(Map.of(vm, Set.of(Privileges.SUSPEND))));
    assertThat(found().granted()).isEqualTo(Map.of(vm, Set.of(Privileges.POWER_ON)));
    assertThat(found().apiVersion()).isEqualTo("8.0");
    assertThat(found().clockAhead().orElseThrow())
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(91));
  }

  @Test
  void whatIsNewIsAskedAboutAloneAndWhatIsKnownNotAgain() {
    MoRef old = vCenter.create("mysql-01", PowerState.SUSPENDED);
    guard.need(() -> Map.of(old, NEEDED));
    connected();
    soon().until(() -> found().granted().containsKey(old));

    MoRef fresh = vCenter.create("mysql-02", PowerState.SUSPENDED);
    guard.need(() -> Map.of(old, NEEDED, fresh, NEEDED));

    soon().until(() -> found().granted().containsKey(fresh));
    assertThat(vCenter.records.asked()).containsExactly(Set.of(old), Set.of(fresh));
    guard.need(() -> Map.of(fresh, NEEDED));
    soon().until(() -> !found().granted().containsKey(old));
    assertThat(vCenter.records.asked()).hasSize(2);
  }

  @Test
  void aVCenterThatDoesNotAnswerIsUnknownAndTheGuardSuspendsAllTheSame() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.records.silent(true);
    guard.need(() -> Map.of(vm, NEEDED));
    holding();

    soon().until(() -> found().problem().equals("NotImplemented"));
    assertThat(found().missing()).isEmpty();
    vCenter.power(vm, PowerState.POWERED_ON);
    soon().until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
  }

  @Test
  void aMissingPrivilegeDoesNotKeepTheGuardFromTrying() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.records.denies(Privileges.SUSPEND);
    guard.need(() -> Map.of(vm, NEEDED));
    holding();
    soon().until(() -> found().missing().containsKey(vm));

    vCenter.power(vm, PowerState.POWERED_ON);

    soon().until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
  }

  @Test
  void aRefusalIsLookedIntoAtOnceAndForgottenOnceTheVmIsDown() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    guard.need(() -> Map.of(vm, NEEDED));
    holding();
    soon().until(() -> found().granted().containsKey(vm));
    vCenter.repliesAlways(Reply.REFUSED_PRIVILEGE);
    vCenter.records.denies(Privileges.SUSPEND);

    vCenter.power(vm, PowerState.POWERED_ON);

    soon().until(() -> found().refused().equals(Map.of(vm, Privileges.SUSPEND)));
    soon().until(() -> found().missing().containsKey(vm));
    vCenter.power(vm, PowerState.POWERED_OFF);
    soon().until(() -> found().refused().isEmpty());
  }

  private void holding() {
    HoldRule all =
        new HoldRule(
            "plan",
            Hold.Suspend,
            List.of(),
            Set.of(),
            EVERY,
            List.of("*"),
            1000,
            new HoldStamp("uid", 1, 1));
    guard.enforce(new GuardRules(List.of(all), false));
    connected();
    soon().until(() -> guard.sight().contact().synced());
  }
}
