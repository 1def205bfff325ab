package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PowerChange;
import io.pra.failback.harness.Story;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 41: an edit makes a selector match ten times as many VMs. Those of other people run on. */
class Fault41WidenedSelectorIT {
  private static final int OTHERS = 54;
  private static final String EVERYTHING =
      "{\"spec\":{\"virtualMachines\":{\"extraConfig\":null,\"names\":[\"*\"]}}}";
  private static final String AS_BEFORE =
      "{\"spec\":{\"virtualMachines\":{\"extraConfig\":{\"pra.failback.site\":\"rbx\"},\"names\":null}}}";

  @RegisterExtension final Story story = new Story();

  /** Their names sort before those of the plan: whoever counts by name meets them first. */
  private final List<String> others =
      IntStream.rangeClosed(1, OTHERS).mapToObj("app-%02d"::formatted).toList();

  private void otherPeopleRunVms() {
    for (String vm : others) {
      story.referee.ignores(vm);
      story.rbx.creates(
          Map.of("name", vm, "extraConfig", Map.of("owner", "others"), "powerState", "poweredOn"));
    }
  }

  @Test
  void aPlanTouchesNothingOfTheSurplusSaysSoAndHoldsWhatItHeld() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp().with("guard: {maxVirtualMachines: 6}"));
    String request = plan.openRequest();
    otherPeopleRunVms();
    assertThat(Metrics.ofSite(story, "failback_site_surplus_virtual_machines", "rbx")).isZero();

    story.alice.patches(story.site("rbx"), EVERYTHING);
    story.alice.patches(
        plan,
        """
        {"spec":{"waves":[
          {"name":"databases","virtualMachines":["mysql-*"]},
          {"name":"applications","virtualMachines":["docker-*","app-*"]}]}}
        """);

    plan.awaitStalled("SurplusVirtualMachines");
    await("the condition counts them")
        .untilAsserted(
            () ->
                assertThat(plan.condition("Stalled").getMessage())
                    .contains("54 VMs match a wave beyond spec.guard.maxVirtualMachines")
                    .contains("app-01 first"));
    plan.awaitEvent("Stalled", "VMs match a wave beyond spec.guard.maxVirtualMachines");
    await("the metrics say so")
        .untilAsserted(
            () -> {
              assertThat(Metrics.ofSite(story, "failback_site_surplus_virtual_machines", "rbx"))
                  .isEqualTo(OTHERS);
              assertThat(Metrics.sum(story, "failback_plan_stalled", "plan=\"erp\"")).isEqualTo(1);
            });
    for (String vm : List.of("mysql-01", "docker-04")) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
    story.alice.approves(plan, request);
    plan.awaitEvent("ApprovalRefused", request);
    theOthersRunOn();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();

    story.alice.patches(story.site("rbx"), AS_BEFORE);
    story.alice.patches(
        plan,
        """
        {"spec":{"waves":[
          {"name":"databases","virtualMachines":["mysql-*"]},
          {"name":"applications","virtualMachines":["docker-*"]}]}}
        """);
    story.site("rbx").awaitAnswered();
    plan.awaitAnswered(Phase.AwaitingApproval);
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    theOthersRunOn();
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6);
    await("the metric says that it is over")
        .until(() -> Metrics.ofSite(story, "failback_site_surplus_virtual_machines", "rbx") == 0);
  }

  @Test
  void aFrozenSiteKeepsDownWhatItKeptDownAndNothingElse() {
    story.alice.patches(
        story.site("rbx"),
        "{\"spec\":{\"activity\":\"Suspended\",\"limits\":{\"maxVirtualMachines\":6}}}");
    story.site("rbx").awaitAnswered();
    story.zertoRestores();
    otherPeopleRunVms();

    story.alice.patches(story.site("rbx"), EVERYTHING);

    await("the condition counts them")
        .untilAsserted(
            () ->
                assertThat(story.site("rbx").condition("Ready").orElseThrow())
                    .satisfies(
                        ready -> {
                          assertThat(ready.getStatus()).isEqualTo("False");
                          assertThat(ready.getReason()).isEqualTo("TooManyVirtualMachines");
                          assertThat(ready.getMessage())
                              .contains("60 VMs are selected")
                              .contains("spec.limits.maxVirtualMachines is 6");
                        }));
    await("an Event says so")
        .until(() -> story.site("rbx").hasEvent("TooManyVirtualMachines", "VMs are selected"));
    await("the metric says so")
        .until(
            () -> Metrics.ofSite(story, "failback_site_surplus_virtual_machines", "rbx") == OTHERS);
    for (String vm : List.of("mysql-01", "docker-04")) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
    theOthersRunOn();
  }

  @Test
  void aSiteOfAPlanThatSelectsMoreThanItsLimitSaysSoBeforeAnythingHappens() {
    story.alice.patches(story.site("rbx"), "{\"spec\":{\"limits\":{\"maxVirtualMachines\":6}}}");
    story.site("rbx").awaitCondition("Ready", "True");
    otherPeopleRunVms();

    story.alice.patches(story.site("rbx"), EVERYTHING);

    story.site("rbx").awaitCondition("Ready", "False");
    await("an Event says so")
        .until(() -> story.site("rbx").hasEvent("TooManyVirtualMachines", "VMs are selected"));
    await("the metric says so")
        .until(
            () -> Metrics.ofSite(story, "failback_site_surplus_virtual_machines", "rbx") == OTHERS);
    theOthersRunOn();
  }

  private void theOthersRunOn() {
    assertThat(story.rbx.running()).containsAll(others);
    assertThat(story.referee.byOperator(story.rbx))
        .extracting(PowerChange::vm)
        .doesNotContainAnyElementsOf(others);
  }
}
