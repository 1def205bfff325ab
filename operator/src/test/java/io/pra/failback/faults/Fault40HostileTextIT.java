package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Event;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Row 40: VMs, vCenters and people whose text breaks lines, steers terminals, or turns the writing
 * round. What is told of it is one plain line.
 */
class Fault40HostileTextIT {
  /** A line that looks like the operator's own, and what a terminal obeys. */
  private static final String FORGED = "event=Completed kind=FailbackPlan name=erp";

  private static final String HOSTILE = "\n" + FORGED + "\u009b2J\u202e\u2028";

  /** XML forbids the escape character, JSON does not. */
  private static final String TYPED = "\\u001b[2J\\u0007\\r\\n" + FORGED + "\\u202e";

  /** One key of a status that is not for people: the machines' names as the vCenters have them. */
  private static final List<String> IDENTITIES = List.of("virtualMachines", "recoveryStops");

  private static final Pattern STEERS =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cs}&&[^\\n]]");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OperatorProcess operator = new OperatorProcess();
  @RegisterExtension final Story story = new Story(operator);

  @Test
  void aVmWithAHostileNameIsHeldStartedAndToldOfInPlainLines() {
    String vm = "mysql-03" + HOSTILE;
    story.rbx.creates(vm, "poweredOff");
    story.sbg.creates(vm, "poweredOn");
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    plan.awaitEvent("Suspended", "mysql-03\\n" + FORGED);

    // A deviation that lasts, with a message of the vCenter's own.
    story.referee.exposuresUpTo(Duration.ofSeconds(20));
    story.rbx.fails(
        Map.of(
            "method", "SuspendVM_Task",
            "at", "task",
            "fault", "GenericVmConfigFault",
            "message", "no space left" + HOSTILE));
    story.zerto.powersOn("mysql-03*");
    plan.awaitEvent("SuspendUnconfirmed", "no space left\\n" + FORGED);
    story.site("rbx").awaitStatus("it is a deviation", status -> !status.deviations().isEmpty());
    everythingIsPlain();
    story.rbx.works();
    plan.awaitStatus("all held", status -> status.held().equals("7/7"));

    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(7).contains(vm);
    everythingIsPlain();
  }

  @Test
  void whatPeopleWriteIsToldInPlainLines() {
    LivePlan plan =
        story.holds(PlanFixture.erp().with("checklist: [{id: go, title: Go, manual: {}}]"));
    story.zertoRestores();
    story.alice.patches(
        plan,
        """
        {"spec":{"signOffs":{"go":{"by":"alice%1$s","request":"episode-1","comment":"ok%1$s"}},
                 "approvals":{"mallory":{"request":"00000000","comment":"CHG%1$s"}}}}
        """
            .formatted(TYPED));
    plan.await(Phase.AwaitingApproval);
    plan.awaitEvent("CheckPassed", "ok\\u001b[2J\\u0007\\r\\n" + FORGED);
    everythingIsPlain();

    story.alice.patches(
        plan,
        """
        {"spec":{"abort":{"request":"episode-1","by":"alice%1$s","reason":"storage%1$s"}}}
        """
            .formatted(TYPED));
    plan.awaitStalled("Aborted");
    assertThat(plan.condition("Stalled").getMessage()).contains("storage\\u001b[2J");
    everythingIsPlain();
  }

  /** Statuses, Events, metrics, the endpoints' pages, and the log as a terminal would get it. */
  private void everythingIsPlain() {
    await("the log has it").until(() -> operator.said().contains(FORGED));
    for (String line : operator.said().lines().toList()) {
      assertThat(line)
          .as("a line of the log")
          .doesNotStartWith("event=")
          .doesNotContainPattern(STEERS);
    }
    assertThat(operator.get("/metrics")).doesNotContain(FORGED).doesNotContainPattern(STEERS);
    assertThat(operator.get("/readyz")).doesNotContainPattern(STEERS);
    List<Event> events =
        Lab.shared().admin().v1().events().inNamespace(story.namespace).list().getItems();
    assertThat(events)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getMessage()).doesNotContain("\n").doesNotContainPattern(STEERS));
    statuses("FailbackPlan");
    statuses("SiteState");
  }

  /** As the API server has them, with what no record of the operator's knows. */
  private void statuses(String kind) {
    Lab.shared()
        .admin()
        .genericKubernetesResources("failback.pra.io/v1alpha1", kind)
        .inNamespace(story.namespace)
        .list()
        .getItems()
        .forEach(
            object ->
                textsOf(kind, JSON.valueToTree(object.getAdditionalProperties().get("status"))));
  }

  private static void textsOf(String where, JsonNode node) {
    if (node.isTextual()) {
      assertThat(node.asText()).as(where).doesNotContain("\n").doesNotContainPattern(STEERS);
    } else if (node.isArray()) {
      node.forEach(item -> textsOf(where + "[]", item));
    } else {
      node.properties()
          .forEach(
              field -> {
                boolean identity =
                    where.equals("FailbackPlan.episode") && IDENTITIES.contains(field.getKey());
                if (!identity) {
                  textsOf(where + "." + field.getKey(), field.getValue());
                }
              });
    }
  }
}
