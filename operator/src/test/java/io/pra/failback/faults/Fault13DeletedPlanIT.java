package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PowerChange;
import io.pra.failback.harness.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 13: a plan is deleted while it holds. */
class Fault13DeletedPlanIT {
  @RegisterExtension final Story story = new Story();

  @Test
  void theVmsStayAsTheyAreAndAnEventSaysThatNothingHoldsThemAnyMore() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    List<PowerChange> before = story.referee.changes();

    plan.delete();
    plan.awaitEvent("HoldReleased", "nothing holds them any more");

    assertThat(story.referee.changes()).isEqualTo(before);
    assertThat(story.rbx.vms()).allMatch(vm -> vm.powerState().equals("suspended"));
    await("nothing is held")
        .until(
            () ->
                Metrics.sum(
                        story, "failback_site_held_virtual_machines", "site=\"rbx\",state=\"held\"")
                    == 0);
    story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
    story.zerto.powersOn("mysql-01");
    story
        .site("rbx")
        .awaitStatus("it is seen", status -> status.virtualMachines().poweredOn() == 1);
    assertThat(story.rbx.running()).containsExactly("mysql-01");
  }
}
