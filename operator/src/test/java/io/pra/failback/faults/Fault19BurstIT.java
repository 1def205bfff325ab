package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 19: 200 held VMs are powered on at once. */
class Fault19BurstIT {
  /**
   * Not the bound of one VM: the simulator starts 200 VMs and carries out 200 suspensions, the
   * operator reads and calls, all on the two processors of a busy machine. It takes about a second
   * on an idle one.
   */
  private static final Duration BURST = Duration.ofSeconds(5);

  /**
   * govmomi's collector tells nothing before it has walked 206 VMs for each of 200 changes: that is
   * the simulator's own time, several seconds and on a slow machine many.
   */
  private static final Duration WALKED = Duration.ofSeconds(30);

  private static final PlanFixture PLAN =
      PlanFixture.erp()
          .with(
              """
              waves:
                - {name: databases, virtualMachines: ["mysql-*"]}
                - {name: applications, virtualMachines: ["docker-*", "app-*"]}
              guard: {maxVirtualMachines: 300}
              """);

  /** With the lab's collector, which reports as the API reference says. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class WithTheLabsCollector {
    private final OwnVCenters own = OwnVCenters.start("burst", "--vms=200");
    @RegisterExtension final Story story = new Story(new OperatorInJvm(), own.info());

    @Test
    void allAreSuspended() {
      burst(story, BURST);
    }

    @AfterAll
    void stop() throws IOException {
      own.close();
    }
  }

  /** With govmomi's, which walks every object of every filter for each change. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class WithTheStockCollector {
    private final OwnVCenters own =
        OwnVCenters.start("burst-stock", "--vms=200", "--stock-collector");
    @RegisterExtension final Story story = new Story(new OperatorInJvm(), own.info());

    @Test
    void allAreSuspended() {
      burst(story, WALKED);
    }

    @AfterAll
    void stop() throws IOException {
      own.close();
    }
  }

  private static void burst(Story story, Duration bound) {
    LivePlan plan = story.holds(PLAN);
    plan.awaitStatus("all of them", status -> status.pairs().total() == 206);
    story.referee.exposuresUpTo(bound);

    story.zerto.powersOn("app-*");
    await("all are suspended").until(() -> story.rbx.running().isEmpty());

    assertThat(story.referee.exposures()).hasSize(200);
    assertThat(story.referee.stoppedByOperator(story.rbx)).hasSize(200).doesNotHaveDuplicates();
    System.out.printf(
        "row 19: longest of 200 exposures %s, %d calls to suspend%n",
        story.referee.exposures().stream().max(Duration::compareTo).orElseThrow(),
        story.rbx.calls("SuspendVM_Task"));
    plan.awaitStatus("held", status -> status.held().equals("206/206"));
    assertThat(Exposure.of(story, story.zerto, "mysql-01"))
        .as("after the burst")
        .isLessThan(Exposure.BOUND);
  }
}
