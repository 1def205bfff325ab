package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.decision.CapacityReading;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapacityLoopTest {
  private static final Duration RARELY = Duration.ofHours(1);
  private static final Compute ANSWER =
      new Compute(
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(
              new MoRef("Datastore", "datastore-1"),
              new Compute.Datastore("vsan", true, Optional.of(1L))));

  private final FakeVCenter vCenter = new FakeVCenter();
  private final MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
  private final SiteGuard guard =
      new SiteGuard(
          "rbx",
          vCenter,
          new LoginThrottle(System::nanoTime),
          Clock.systemUTC(),
          System::nanoTime,
          term -> true,
          new Witness());

  @BeforeEach
  void connect() {
    vCenter.records.has(ANSWER);
    guard.connect(
        new Connection(
            Endpoint.of(URI.create("https://vcenter.example/sdk"), new ServerTrust.SystemStore()),
            new Credentials("operator", "right"),
            new InventoryScope(Optional.empty(), Set.of()),
            ""));
    soon().until(() -> guard.sight().contact().synced());
  }

  @AfterEach
  void stop() {
    guard.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5));
  }

  private CapacityReading found() {
    return guard.sight().capacity();
  }

  @Test
  void nothingIsAskedUnlessSomethingIsAboutToStart() {
    guard.need(CapacityNeed.NONE);
    guard.need(() -> Map.of(vm, Set.of("System.Read")));

    // The same thread has asked for privileges since, and so would have asked for this.
    soon().until(() -> guard.sight().preflight().granted().containsKey(vm));
    assertThat(vCenter.records.computed()).isEmpty();
    assertThat(found()).isEqualTo(CapacityReading.NOT_YET);
  }

  @Test
  void itIsAskedOnceForTheSameVmsAndAgainForANewOne() {
    guard.need(new CapacityNeed(() -> Set.of(vm), RARELY));
    soon().until(() -> found().compute().equals(ANSWER));
    guard.need(new CapacityNeed(() -> Set.of(vm), RARELY));
    MoRef fresh = vCenter.create("mysql-02", PowerState.SUSPENDED);
    guard.need(new CapacityNeed(() -> Set.of(vm, fresh), RARELY));

    soon().until(() -> vCenter.records.computed().size() == 2);
    assertThat(vCenter.records.computed()).containsExactly(Set.of(vm), Set.of(vm, fresh));
    guard.need(CapacityNeed.NONE);
    soon().until(() -> found().equals(CapacityReading.NOT_YET));
    assertThat(vCenter.records.computed()).hasSize(2);
  }

  @Test
  void itIsAskedAgainAsOftenAsIsNeeded() {
    guard.need(new CapacityNeed(() -> Set.of(vm), Duration.ofMillis(50)));

    soon().until(() -> vCenter.records.computed().size() >= 4);
  }

  @Test
  void noAnswerIsUnknownAndSaysWhy() {
    vCenter.records.silent(true);
    guard.need(new CapacityNeed(() -> Set.of(vm), RARELY));

    soon().until(() -> found().problem().equals("NotImplemented"));
    assertThat(found().at()).isEmpty();
  }
}
