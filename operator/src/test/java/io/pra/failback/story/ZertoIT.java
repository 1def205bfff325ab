package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.CheckState;
import io.pra.failback.api.DataAtStakeSource;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.harness.ZertoScene;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Zerto, by its stand-in: what is checked, what is at stake, and replication turned round. */
class ZertoIT {
  private static final String REVERSED = "{\"ReverseProtection\":true,\"KeepSourceVms\":false}";

  @RegisterExtension final Story story = new Story();
  private ZertoScene zerto;

  @BeforeEach
  void enter() {
    zerto = new ZertoScene(story.namespace);
    zerto.standIn.vpg("ERP", "{}");
  }

  @Test
  void aHealthyVpgPassesAndItsRpoIsWhatIsAtStake() {
    LivePlan plan = story.awaitsApproval(checked("", "protects: Recovery"));

    FailbackPlanStatus status =
        plan.awaitStatus(
            "what Zerto says",
            now ->
                now.dataAtStake() != null
                    && now.dataAtStake().source() == DataAtStakeSource.Replication);
    assertThat(status.checklist().get(0).message()).contains("VPG ERP").contains("RPO 6 s");
    assertThat(status.vpgs())
        .singleElement()
        .satisfies(
            vpg -> {
              assertThat(vpg.protects()).isEqualTo(Side.Recovery);
              assertThat(vpg.rpoSeconds()).isEqualTo(6);
            });
    assertThat(status.dataAtStake().seconds()).isBetween(6L, 60L);
    assertThat(story.operator.get("/metrics"))
        .containsPattern("failback_plan_data_at_stake_seconds\\{.*\\} [0-9.]+");
  }

  @Test
  void whatIsNotAsItShouldBeKeepsTheRequestBack() {
    zerto.standIn.vpg("ERP", "{\"actualRpo\": -1}");
    LivePlan plan = story.holds(checked("", ""));
    story.zertoRestores();
    fails(plan, "it has no actual RPO");

    zerto.standIn.vpg("ERP", "{\"actualRpo\": 301}");
    fails(plan, "RPO 301 s, more than 300 s");
    zerto.standIn.vpg("ERP", "{\"actualRpo\": 6, \"statusNumber\": 4}");
    fails(plan, "number 4");
    zerto.standIn.vpg("ERP", "{\"status\": \"MeetingSLA\", \"subStatusNumber\": 42}");
    fails(plan, "not in sync");
    zerto.standIn.vpg("ERP", "{\"alerts\": [\"VPG0003\"]}");
    fails(plan, "alert VPG0003");
    assertThat(plan.phase()).isEqualTo(Phase.Holding);

    zerto.standIn.vpg("ERP", "{\"alerts\": []}");
    plan.await(Phase.AwaitingApproval);
    zerto.standIn.vpg("ERP", "{\"status\": \"RpoNotMeetingSLA\", \"actualRpo\": 900}");
    plan.await(Phase.Holding);
    plan.awaitEvent("RequestVoided", "rpo");
  }

  @Test
  void aZvmThatDoesNotAnswerOrIsNotToBeEnteredIsSaid() {
    zerto.standIn.fault("sbg", "{\"path\": \"/v1/vpgs\", \"millis\": 20000}");
    LivePlan plan = story.holds(checked("", ""));
    story.zertoRestores();
    fails(plan, "no answer in time");
    zerto.standIn.heal("sbg");
    plan.await(Phase.AwaitingApproval);

    zerto.withoutCredentials();
    fails(
        plan,
        "spec.zerto.recovery.credentialsSecretRef names Secret zvm-sbg, which does not exist");
    zerto.credentials("not-the-secret");
    FailbackPlanStatus refused = fails(plan, "refuses the credentials");
    assertThat(refused.toString()).doesNotContain("not-the-secret");
    zerto.credentials(zerto.rightSecret());
    plan.await(Phase.AwaitingApproval);
    zerto.standIn.vpg("ERP", "{}");
    assertThat(zerto.standIn.logins("sbg")).isLessThan(4);
  }

  @Test
  void nothingIsAskedOfPeopleWhileZertoMayDecideForThem() {
    zerto.standIn.moves("ERP", "Rollback");
    LivePlan plan = story.holds(checked("", "expect: BeforeCommit"));
    story.zertoRestores();

    plan.awaitStalled("CommitClockRunning");
    assertThat(plan.phase()).isEqualTo(Phase.Holding);
    assertThat(plan.status().nextAction()).contains("commitPolicy");
    assertThat(plan.status().request()).isNull();

    story.alice.patches(plan, "{\"spec\":{\"zerto\":{\"commitPolicy\":\"None\"}}}");
    FailbackPlanStatus status = plan.await(Phase.AwaitingApproval);
    assertThat(status.dataAtStake().source()).isEqualTo(DataAtStakeSource.Checkpoint);
  }

  @Test
  void moreThanWasPromisedMustBeAccepted() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp().with("objectives: {rpoSeconds: 0}"));
    FailbackPlanStatus asks =
        plan.awaitStatus("too much", now -> now.nextAction().contains("acceptDataLossSeconds"));
    assertThat(asks.message()).contains("more than the 0 s promised");
    String request = story.alice.approves(plan);

    plan.awaitStatus("told why not", now -> note(now).contains("accepts no loss of data"));
    accepts(plan, request, 0);
    plan.awaitStatus("told why not", now -> note(now).contains("accepts the loss of 0 s"));
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(plan.status().request().id()).isEqualTo(request);
    assertThat(story.sbg.running()).hasSize(6);

    story.permitFailback();
    accepts(plan, request, 600);
    FailbackPlanStatus done = plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(done.measurements().rpoSeconds()).isPositive();
    assertThat(done.request()).isNull();
  }

  @Test
  void replicationIsTurnedRoundByOneCommit() {
    zerto.standIn.moves("ERP", "None");
    LivePlan plan = story.awaitsApproval(reversing());
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    assertThat(zerto.standIn.asked("MoveCommit")).containsExactly(REVERSED);
    assertThat(zerto.standIn.vpg("ERP").get("protects").asText()).isEqualTo("rbx");
    assertThat(plan.status().actions().get(0).message()).contains("MeetingSLA");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsLookedForAndNotRepeated() {
    zerto.standIn.moves("ERP", "None");
    zerto.standIn.fault(
        "sbg", "{\"method\": \"POST\", \"path\": \"/movecommit\", \"cut\": \"after\"}");
    LivePlan plan = story.awaitsApproval(reversing());
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);

    assertThat(zerto.standIn.asked("MoveCommit")).hasSize(1);
  }

  @Test
  void aRestartWhileItIsTurnedRoundFindsTheEffect() {
    zerto.standIn.vpg("ERP", "{\"commitMillis\": 6000, \"syncMillis\": 2000}");
    zerto.standIn.moves("ERP", "None");
    LivePlan plan = story.awaitsApproval(reversing());
    story.approves(plan);
    Awaitility.await().until(() -> !zerto.standIn.asked("MoveCommit").isEmpty());
    story.operator.kill();
    assertThat(plan.phase()).isEqualTo(Phase.Reprotecting);
    story.operator.start(story.namespace);

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(zerto.standIn.asked("MoveCommit")).hasSize(1);
  }

  @Test
  void whatOnlyAnEditOfTheVpgMendsIsSaid() {
    zerto.standIn.vpg("ERP", "{\"afterReversal\": \"NeedsConfiguration\"}");
    zerto.standIn.moves("ERP", "None");
    LivePlan plan = story.awaitsApproval(reversing());
    story.approves(plan);
    plan.awaitStalled("ActionFailed");
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(plan.condition("Stalled").getMessage()).contains("only an edit of the VPG mends");
    assertThat(plan.phase()).isEqualTo(Phase.Reprotecting);

    zerto.standIn.vpg(
        "ERP", "{\"status\": \"MeetingSLA\", \"subStatus\": \"None\", \"actualRpo\": 5}");
    plan.await(Phase.Completed);
    assertThat(zerto.standIn.asked("MoveCommit")).hasSize(1);
  }

  @Test
  void aVpgThatNobodyHasMovedIsNotTurnedRound() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp().with(zerto.spec("")).with(REPROTECT));
    story.approves(plan);
    plan.awaitStalled("ActionFailed");
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(plan.condition("Stalled").getMessage())
        .contains("still protects the recovery site")
        .contains("commit policy None");
    assertThat(zerto.standIn.asked("Move")).isEmpty();
    assertThat(zerto.standIn.asked("MoveCommit")).isEmpty();

    story.alice.signsOff(plan, "reverse");
    plan.await(Phase.Completed);
  }

  private static final String REPROTECT =
      "reprotect: [{id: reverse, timeoutSeconds: 20, intervalSeconds: 1, zerto: {vpgs: [ERP]}}]";

  private PlanFixture checked(String zvm, String check) {
    String fields = check.isEmpty() ? "" : ", " + check;
    return PlanFixture.erp()
        .with(zerto.spec(zvm))
        .with(
            "checklist: [{id: rpo, timeoutSeconds: 2, intervalSeconds: 1, zerto: {vpgs: [ERP]%s}}]"
                .formatted(fields));
  }

  private PlanFixture reversing() {
    return checked("commitPolicy: None", "expect: BeforeCommit").with(REPROTECT);
  }

  private FailbackPlanStatus fails(LivePlan plan, String why) {
    Predicate<FailbackPlanStatus> says =
        now ->
            now.checklist().stream()
                .anyMatch(
                    check -> check.state() == CheckState.Failed && check.message().contains(why));
    return plan.awaitStatus("a check that says " + why, says);
  }

  private static String note(FailbackPlanStatus status) {
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals("Approved"))
        .map(condition -> condition.getMessage())
        .findFirst()
        .orElse("");
  }

  private void accepts(LivePlan plan, String request, int seconds) {
    story.alice.patches(
        plan,
        "{\"spec\":{\"approvals\":{\"alice\":{\"request\":\"%s\",\"acceptDataLossSeconds\":%d}}}}"
            .formatted(request, seconds));
  }
}
