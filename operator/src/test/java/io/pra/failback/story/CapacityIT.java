package io.pra.failback.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody is asked to approve what the primary site's hosts cannot run. */
@Timeout(120)
class CapacityIT {
  private static final int GIB = 1024;

  @RegisterExtension final Story story = new Story();

  @AfterEach
  void roomy() {
    story.rbx.reset(false);
  }

  private String host(int which) {
    return story.rbx.hosts().get(which);
  }

  private void memory(int which, int mebibytes) {
    story.rbx.host(host(which), Map.of("memoryMiB", mebibytes));
  }

  private static FailbackPlanStatus insufficient(LivePlan plan) {
    FailbackPlanStatus status = plan.awaitStalled("InsufficientCapacity");
    assertThat(status.phase()).isEqualTo(Phase.Holding);
    assertThat(status.request()).isNull();
    assertThat(status.capacity().state()).isEqualTo(CapacityState.Insufficient);
    assertThat(status.nextAction())
        .contains("spec.capacity.ceilingPercent")
        .contains("{\"capacity\":{\"blocking\":false}}");
    return status;
  }

  @Test
  void whatFitsIsShownAndTheRequestIssued() {
    LivePlan plan = story.holds(PlanFixture.erp());

    CapacityStatus capacity = plan.await(Phase.AwaitingApproval).capacity();

    assertThat(capacity.state()).isEqualTo(CapacityState.Sufficient);
    assertThat(capacity.checkedAt()).isNotNull();
    assertThat(capacity.clusters())
        .singleElement()
        .satisfies(
            cluster -> {
              assertThat(cluster.hosts()).isEqualTo(2);
              assertThat(cluster.usableHosts()).isEqualTo(2);
              assertThat(cluster.unplaced()).isEmpty();
              assertThat(cluster.memoryMiB().needed()).isEqualTo(6 * 2 * GIB);
              assertThat(cluster.memoryMiB().used()).isEqualTo(2 * 1404);
              assertThat(cluster.cpuMHz().needed()).isEqualTo(12 * 2294 / 4);
            });
    assertThat(capacity.datastores())
        .singleElement()
        .satisfies(store -> assertThat(store.neededMiB()).isEqualTo(6 * 2 * 2 * GIB));
  }

  @Test
  void aVmThatFitsOnNoHostIsNamedAlthoughThereIsRoomInSum() {
    story.rbx.size("mysql-02", 40 * GIB, 2);
    memory(0, 32 * GIB);
    memory(1, 32 * GIB);

    LivePlan plan = story.holds(PlanFixture.erp());

    FailbackPlanStatus status = insufficient(plan);
    ClusterCapacity cluster = status.capacity().clusters().get(0);
    assertThat(cluster.unplaced()).containsExactly("mysql-02");
    assertThat(cluster.memoryMiB().free()).isGreaterThan(cluster.memoryMiB().needed());
    assertThat(status.message()).contains("VM mysql-02 (40960 MiB, 2 vCPU)").contains("90 %");
    plan.awaitEvent("InsufficientCapacity", "mysql-02");
    assertThat(story.operator.get("/metrics"))
        .containsPattern("failback_capacity_sufficient\\{.*plan=\"erp\".*} 0.0");
  }

  /** Three VMs on each host come to 7,548 of its 8,000 MiB, with what it uses already. */
  @ParameterizedTest
  @CsvSource({"94, Insufficient", "95, Sufficient"})
  void aHostIsFilledUpToItsCeilingAndNoFurther(int ceiling, CapacityState expected) {
    memory(0, 8000);
    memory(1, 8000);

    LivePlan plan =
        story.holds(PlanFixture.erp().with("capacity: {ceilingPercent: %d}".formatted(ceiling)));

    assertThat(
            plan.awaitStatus(
                    "capacity", now -> now.capacity() != null && now.capacity().checkedAt() != null)
                .capacity()
                .state())
        .isEqualTo(expected);
  }

  @Test
  void whatIsMendedGoesOnByItselfToTheEnd() {
    memory(0, 8 * GIB);
    story.rbx.host(host(1), Map.of("connectionState", "notResponding"));
    LivePlan plan = story.holds(PlanFixture.erp());
    story.zertoRestores();
    FailbackPlanStatus status = insufficient(plan);
    assertThat(status.capacity().clusters().get(0).usableHosts()).isEqualTo(1);
    assertThat(status.message()).contains(host(1) + ": notResponding");

    story.rbx.host(host(1), Map.of("connectionState", "connected"));

    plan.await(Phase.AwaitingApproval);
    plan.awaitEvent("CapacitySufficient", "");
    story.approves(plan);
    assertThat(plan.await(Phase.Completed).phase()).isEqualTo(Phase.Completed);
    assertThat(story.rbx.running()).hasSize(6);
  }

  @Test
  void anOpenRequestIsVoidOnceAHostGoesIntoMaintenance() {
    memory(0, 8 * GIB);
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rbx.host(host(1), Map.of("inMaintenance", true));
    await("the hosts are asked again, once a minute")
        .atMost(Duration.ofSeconds(75))
        .until(() -> plan.phase() == Phase.Holding);
    FailbackPlanStatus status = insufficient(plan);

    assertThat(status.message()).contains(host(1) + ": in maintenance");
    plan.awaitEvent("RequestVoided", request);
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void aDatastoreWithoutRoomForSuspendFilesKeepsTheRequestBack() {
    story.rbx.datastore(Map.of("freeMiB", 10 * GIB));

    LivePlan plan = story.holds(PlanFixture.erp());

    FailbackPlanStatus status = insufficient(plan);
    assertThat(status.message())
        .contains("datastore LocalDS_0 has 10240 MiB free and needs 24576 MiB");
    story.rbx.datastore(Map.of("freeMiB", 24 * GIB));
    plan.await(Phase.AwaitingApproval);
  }

  @Test
  void whatOnlyAdvisesIsSaidAndKeepsNothingBack() {
    memory(0, 4 * GIB);
    memory(1, 4 * GIB);

    LivePlan plan = story.holds(PlanFixture.erp().with("capacity: {blocking: false}"));

    FailbackPlanStatus status = plan.await(Phase.AwaitingApproval);
    plan.awaitEvent("InsufficientCapacity", "fit on no host");
    assertThat(plan.awaitStatus("capacity", now -> now.capacity().checkedAt() != null))
        .satisfies(
            now -> {
              assertThat(now.capacity().state()).isEqualTo(CapacityState.Insufficient);
              assertThat(now.request().id()).isEqualTo(status.request().id());
            });
  }

  @Test
  void whatTheAccountMayNotReadIsUnknownAndKeepsTheRequestBack() {
    story.rbx.fails(
        Map.of(
            "method",
            "RetrievePropertiesEx",
            "user",
            "failback@vsphere.local",
            "fault",
            "NoPermission"));

    LivePlan plan = story.holds(PlanFixture.erp());

    FailbackPlanStatus status = plan.awaitStalled("CapacityUnknown");
    assertThat(status.capacity().state()).isEqualTo(CapacityState.Unknown);
    assertThat(status.message()).contains("NoPermission");
    assertThat(status.nextAction()).contains("System.Read");
    story.rbx.works();
    plan.await(Phase.AwaitingApproval);
  }
}
