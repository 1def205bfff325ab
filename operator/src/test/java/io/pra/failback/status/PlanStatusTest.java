package io.pra.failback.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.PlanDecision;
import io.pra.failback.decision.Turn;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanStatusTest {
  private final World world = new World();

  private PlanStatusFactory.Result build(Meter meter) {
    Observation seen = world.observation();
    return PlanStatusFactory.build(seen, PlanDecision.decide(seen), 7L, meter);
  }

  private List<Turn> persist(Meter meter) {
    PlanStatusFactory.Result result = build(meter);
    world.status = result.status();
    return result.turns();
  }

  private static Condition condition(FailbackPlanStatus status, String type) {
    return ConditionSet.find(status.conditions(), type).orElseThrow();
  }

  private static List<String> reasons(List<Turn> turns) {
    return turns.stream().map(Turn::reason).toList();
  }

  @Test
  void allConditionsAreThereFromTheFirstTimeOn() {
    for (int i = 0; i < 5; i++) {
      persist(Meter.ZERO);

      assertThat(world.status.conditions())
          .extracting(Condition::getType)
          .containsExactlyInAnyOrder(
              "Ready",
              "Guarded",
              "DualActive",
              "NoneActive",
              "ChecklistPassed",
              "Approved",
              "Activated",
              "CutOver",
              "RecoveryStopped",
              "Reprotected",
              "Stalled",
              "ReportsIntact",
              "Drilling",
              "DrillOverdue");
      assertThat(world.status.conditions())
          .allSatisfy(
              condition -> {
                assertThat(condition.getReason()).matches("[A-Z][A-Za-z]*");
                assertThat(condition.getMessage()).isNotBlank();
                assertThat(condition.getStatus()).isIn("True", "False", "Unknown");
                assertThat(condition.getObservedGeneration()).isEqualTo(7L);
              });
    }
  }

  @Test
  void aTransitionTimeMovesWithTheStatusAndNotWithTheMessage() {
    persist(Meter.ZERO);
    persist(Meter.ZERO);
    String before = condition(world.status, "Guarded").getLastTransitionTime();

    world.pass(60);
    persist(Meter.ZERO);
    assertThat(condition(world.status, "Guarded").getLastTransitionTime()).isEqualTo(before);

    world.primary.power("mysql-01", PowerState.POWERED_ON);
    persist(Meter.ZERO);
    assertThat(condition(world.status, "Guarded").getStatus()).isEqualTo("False");
    assertThat(condition(world.status, "Guarded").getLastTransitionTime())
        .isEqualTo(world.now.toString());
  }

  @Test
  void aTurnIsToldOnce() {
    assertThat(reasons(persist(Meter.ZERO))).contains("AuthorityDetected");
    persist(Meter.ZERO);
    assertThat(persist(Meter.ZERO)).isEmpty();

    world.primary.power("mysql-01", PowerState.POWERED_ON);
    assertThat(reasons(persist(Meter.ZERO))).contains("DualActive");
    assertThat(persist(Meter.ZERO)).isEmpty();

    world.primary.power("mysql-01", PowerState.SUSPENDED);
    assertThat(reasons(persist(Meter.ZERO))).contains("NoDualActive");
    world.recovery.readable(false);
    assertThat(reasons(persist(Meter.ZERO))).contains("Stalled");
    assertThat(persist(Meter.ZERO)).isEmpty();
  }

  @Test
  void manyRefusedApprovalsAreToldOnceEach() {
    persist(Meter.ZERO);
    persist(Meter.ZERO);
    for (int i = 0; i < 32; i++) {
      world.plan.patch(
          "approvals: {user-%02d: {request: \"left-in-git-from-last-year\"}}".formatted(i));
    }

    assertThat(reasons(persist(Meter.ZERO))).filteredOn("ApprovalRefused"::equals).hasSize(32);
    assertThat(persist(Meter.ZERO)).isEmpty();
    assertThat(persist(Meter.ZERO)).isEmpty();
  }

  @Test
  void anApprovalWithControlCharactersIsToldOnceAndShownEscaped() {
    persist(Meter.ZERO);
    persist(Meter.ZERO);
    world.plan.patch("approvals: {\"eve\\e[31m\": {request: \"a\\nb\"}}");

    persist(Meter.ZERO);

    assertThat(persist(Meter.ZERO)).isEmpty();
    assertThat(condition(world.status, "Approved").getMessage())
        .contains("\\n", "\\u001b")
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void aCheckIsToldWhenItTurnsAndWhetherItBlocks() {
    world.plan.patch(
        """
        checklist:
          - {id: rpo, tcp: {host: zerto, port: 443}}
          - {id: errors, blocking: false, tcp: {host: prometheus, port: 9090}}
          - {id: ops-go, manual: {}}
        """);
    world.reach(Phase.Holding);
    world.check("rpo", false).check("errors", false);
    assertThat(checkTurns())
        .containsExactly(
            "Warning CheckFailed blocking check rpo failed: bad",
            "Warning CheckFailed advisory check errors failed: bad");
    for (int i = 0; i < 5; i++) {
      world.pass(10).check("rpo", false).check("errors", false);
      assertThat(checkTurns()).isEmpty();
    }

    world.check("rpo", true).plan.patch("signOffs: {ops-go: {by: bob, request: episode-1}}");
    assertThat(checkTurns())
        .containsExactly(
            "Normal CheckPassed blocking check rpo passed: fine",
            "Normal CheckPassed blocking check ops-go passed, signed off by bob");
    world.check("rpo", false);
    assertThat(checkTurns()).containsExactly("Warning CheckFailed blocking check rpo failed: bad");
  }

  private List<String> checkTurns() {
    return persist(Meter.ZERO).stream()
        .filter(turn -> turn.reason().startsWith("Check"))
        .map(
            turn ->
                "%s %s %s"
                    .formatted(
                        turn.warning() ? "Warning" : "Normal", turn.reason(), turn.message()))
        .toList();
  }

  @Test
  void theTimelineKeepsTheLastFifty() {
    for (int i = 0; i < 80; i++) {
      world.primary.power("mysql-01", i % 2 == 0 ? PowerState.POWERED_ON : PowerState.SUSPENDED);
      world.pass(1);
      persist(Meter.ZERO);
    }

    assertThat(world.status.timeline()).hasSize(50);
    assertThat(world.status.timeline().get(49).at()).isEqualTo(world.now);
  }

  @Test
  void measurementsAddUpWithinAnEpisodeAndBeginAnewWithTheNext() {
    persist(Meter.ZERO);
    persist(new Meter(1.5, 900, 0.5));
    persist(new Meter(1.0, 700, 0.25));

    assertThat(world.status.measurements().exposureSeconds()).isEqualTo(2.5);
    assertThat(world.status.measurements().longestExposureMillis()).isEqualTo(900);
    assertThat(world.status.measurements().dualActiveSeconds()).isEqualTo(0.75);

    world.reach(Phase.Completed);
    assertThat(world.status.measurements().exposureSeconds()).isEqualTo(2.5);
    persist(new Meter(9, 9, 9));
    assertThat(world.status.measurements().exposureSeconds())
        .as("between episodes nothing is measured")
        .isEqualTo(2.5);

    world.reach(Phase.Holding);
    assertThat(world.status.measurements().exposureSeconds()).isZero();
    assertThat(world.status.measurements().rtoSeconds()).isNull();
  }

  @Test
  void theRtoIsTheTimeFromTheFirstHoldToTheEndOfTheCutoverAndStandsFromThenOn() {
    world.turn();
    world.primary.powerAll(PowerState.SUSPENDED);
    world.reach(Phase.AwaitingApproval);
    world.pass(100);
    world.reach(Phase.Verifying);
    world.pass(50);
    world.reach(Phase.Reprotecting);
    Double rto = world.status.measurements().rtoSeconds();
    Double withoutWait = world.status.measurements().rtoWithoutWaitSeconds();
    assertThat(rto).isGreaterThanOrEqualTo(150);
    assertThat(rto - withoutWait).isEqualTo(100);

    world.plan.patch("objectives: {rtoSeconds: 60}");
    world.settle();
    world.pass(500).approve("alice").settle();

    assertThat(world.status.episode().approvedAt()).isEqualTo(world.now);
    assertThat(world.status.measurements().rtoSeconds()).isEqualTo(rto);
    assertThat(world.status.measurements().rtoWithoutWaitSeconds()).isEqualTo(withoutWait);
  }

  @Test
  void namesAreShownEscaped() {
    world.primary.rename("mysql-01", "mysql-\u001b[31m\n01");
    world.recovery.rename("mysql-01", "mysql-\u001b[31m\n01");
    persist(Meter.ZERO);
    world.primary.powerAll(PowerState.POWERED_ON);
    persist(Meter.ZERO);

    List<String> lines = new ArrayList<>();
    lines.add(world.status.message());
    lines.add(world.status.nextAction());
    world.status.conditions().forEach(condition -> lines.add(condition.getMessage()));
    world.status.timeline().forEach(entry -> lines.add(entry.event()));
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("\u001b", "\n"));
  }

  @Test
  void onlyRunningFiguresAreNotWorthAWrite() {
    persist(Meter.ZERO);
    persist(Meter.ZERO);
    world.primary.powerAll(PowerState.SUSPENDED);
    persist(Meter.ZERO);
    FailbackPlanStatus before = world.status;

    world.pass(10);
    persist(Meter.ZERO);
    assertThat(world.status.measurements().holdSeconds())
        .isNotEqualTo(before.measurements().holdSeconds());
    assertThat(StatusChange.isMaterial(before, world.status)).isFalse();

    persist(new Meter(0, 1, 0));
    assertThat(StatusChange.isMaterial(before, world.status)).isTrue();
  }
}
