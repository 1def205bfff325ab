package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Hold;
import io.pra.failback.api.VmSelector;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guard whose process may not be the leader, or not the newest to have heard of a release. */
class StaleReplicaTest {
  private static final VmSelector EVERY = new VmSelector(null, List.of("*"), null, null);
  private static final String ERP = "uid-of-erp";
  private static final String CRM = "uid-of-crm";

  private final FakeVCenter vCenter = new FakeVCenter();
  private final Witness witness = new Witness();
  private final AtomicLong term = new AtomicLong();
  private final MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
  private SiteGuard guard;

  @BeforeEach
  void start() {
    guard =
        new SiteGuard(
            "rbx",
            vCenter,
            new LoginThrottle(System::nanoTime),
            Clock.systemUTC(),
            System::nanoTime,
            asked -> asked != 0 && asked == term.get(),
            witness);
    guard.connect(
        new Connection(
            Endpoint.of(URI.create("https://vcenter.example/sdk"), new ServerTrust.SystemStore()),
            new Credentials("operator", "right"),
            new InventoryScope(Optional.empty(), Set.of())));
    await().until(() -> guard.sight().contact().synced());
  }

  @AfterEach
  void stop() {
    guard.close();
  }

  private void holds(HoldStamp... stamps) {
    guard.enforce(
        new GuardRules(
            Arrays.stream(stamps)
                .map(
                    stamp ->
                        new HoldRule(
                            stamp.owner(),
                            Hold.Suspend,
                            List.of(),
                            Set.of(),
                            EVERY,
                            List.of("*"),
                            10,
                            stamp))
                .toList(),
            false));
  }

  private PowerState seen() {
    return guard.sight().virtualMachines().get(0).powerState();
  }

  private void isSuspended() {
    await().until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED && !guard.isStopping(vm));
  }

  private void isLeftRunning() {
    await().until(() -> witness.count("stood back") >= 1);
    assertThat(vCenter.suspends()).isZero();
    assertThat(guard.isStopping(vm)).isFalse();
  }

  @Test
  void whoDoesNotLeadSuspendsWhatBearsNoMark() {
    holds(new HoldStamp(ERP, 7, 0));

    vCenter.power(vm, PowerState.POWERED_ON);

    isSuspended();
    assertThat(vCenter.markReads()).isEqualTo(1);
  }

  @Test
  void theLeaderAsksForNoMark() {
    term.set(3);
    holds(new HoldStamp(ERP, 7, 3));

    vCenter.power(vm, PowerState.POWERED_ON);

    isSuspended();
    assertThat(vCenter.markReads()).isZero();
  }

  @Test
  void whatWasReleasedSinceTheHoldIsLeftRunning() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 0));

    vCenter.power(vm, PowerState.POWERED_ON);

    isLeftRunning();
  }

  @Test
  void aFormerLeaderAsksLikeEverybodyElse() {
    term.set(4);
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 3));

    vCenter.power(vm, PowerState.POWERED_ON);

    isLeftRunning();
  }

  @Test
  void aHoldThatIsNewerThanTheReleaseHolds() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 9, 0));

    vCenter.power(vm, PowerState.POWERED_ON);

    isSuspended();
  }

  @Test
  void theReleaseOfAnotherPlanSaysNothing() {
    vCenter.mark(vm, CRM + ":99");
    holds(new HoldStamp(ERP, 7, 0));

    vCenter.power(vm, PowerState.POWERED_ON);

    isSuspended();
  }

  @Test
  void oneHoldThatStillHoldsSuffices() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 0), new HoldStamp(CRM, 7, 0));

    vCenter.power(vm, PowerState.POWERED_ON);

    isSuspended();
  }

  @Test
  void whatItStoodBackFromIsSuspendedWhenTheNewsComesThatItIsHeldAgain() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 0));
    vCenter.power(vm, PowerState.POWERED_ON);
    isLeftRunning();

    holds(new HoldStamp(ERP, 9, 0));

    isSuspended();
  }

  @Test
  void whatItStoodBackFromIsSuspendedWhenItBecomesTheLeaderAndIsSure() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 0));
    vCenter.power(vm, PowerState.POWERED_ON);
    isLeftRunning();

    term.set(5);
    holds(new HoldStamp(ERP, 7, 5));

    isSuspended();
  }

  @Test
  void whatItStoodBackFromIsNoIncidentOfItsOwnWhenItStops() {
    vCenter.mark(vm, ERP + ":8");
    holds(new HoldStamp(ERP, 7, 0));
    vCenter.power(vm, PowerState.POWERED_ON);
    isLeftRunning();

    vCenter.power(vm, PowerState.POWERED_OFF);
    await().until(() -> seen() == PowerState.POWERED_OFF);
    long before = witness.count("stood back");
    vCenter.power(vm, PowerState.POWERED_ON);

    await().until(() -> witness.count("stood back") > before);
    assertThat(witness.count("confirmed")).isZero();
  }
}
