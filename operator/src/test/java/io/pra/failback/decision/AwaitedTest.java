package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.Manual;
import io.pra.failback.api.Phase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is asked to sign, and until when. The world's clock begins at 02:00Z. */
class AwaitedTest {
  private final World world = World.afterFailover();

  private CheckStatus check(String id) {
    return ChecklistReview.find(world.status.checklist(), id);
  }

  private ActionStatus action(String id) {
    return ActionSequence.find(world.status.actions(), id);
  }

  private List<String> overdue() {
    return world.told.stream()
        .filter(turn -> turn.reason().equals("ManualOverdue"))
        .map(Turn::message)
        .toList();
  }

  private void opsGoIsAskedOfAlice() {
    world.plan.patch(
        """
        checklist:
          - {id: rpo, tcp: {host: zerto, port: 443}}
          - {id: ops-go, manual: {assignee: alice, dueSeconds: 900}}
          - {id: post-mortem, stage: Closing, manual: {assignee: carol, dueSeconds: 60}}
        """);
    world.reach(Phase.Holding).check("rpo", true).settle();
  }

  private void reverseIsAskedOfBob() {
    world.plan.patch("reprotect: [{id: reverse, manual: {assignee: bob, dueSeconds: 300}}]");
    world.reach(Phase.Reprotecting).settle();
  }

  @Test
  void statusAndNextActionSayWhoIsAskedAndUntilWhen() {
    opsGoIsAskedOfAlice();

    assertThat(check("ops-go").message()).isEqualTo("waits for a sign-off by alice, due 02:15Z");
    assertThat(world.status.message()).isEqualTo("waits for check ops-go (alice, due 02:15Z)");
    assertThat(world.status.nextAction())
        .startsWith("kubectl patch ")
        .endsWith("'; for alice, due 02:15Z");
    assertThat(check("post-mortem").message())
        .as("it has not come up")
        .isEqualTo("waits for a sign-off by carol");
  }

  @Test
  void whatIsOverdueIsToldOnceAndWaitedForAllTheSame() {
    opsGoIsAskedOfAlice();
    world.pass(899).check("rpo", true).settle();
    assertThat(overdue()).isEmpty();
    assertThat(check("ops-go").overdue()).isNull();

    world.pass(1).check("rpo", true).settle();
    world.pass(100).check("rpo", true).settle();

    assertThat(overdue())
        .containsExactly("check ops-go waits for a sign-off by alice, overdue since 02:15Z");
    assertThat(check("ops-go").overdue()).isTrue();
    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.message()).contains("(alice, overdue since 02:15Z)");
  }

  @Test
  void anybodyMaySignAndThenNothingIsOverdue() {
    opsGoIsAskedOfAlice();
    world.pass(1000).check("rpo", true).settle();

    world.signOff("ops-go").settle();

    assertThat(check("ops-go").by()).isEqualTo("bob");
    assertThat(check("ops-go").overdue()).isNull();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aRestartDoesNotBeginTheDueTimeAnew() {
    opsGoIsAskedOfAlice();

    world.pass(800).restart().check("rpo", true).settle();
    assertThat(check("ops-go").message()).endsWith("due 02:15Z");
    world.pass(100).restart().check("rpo", true).settle();
    world.restart().check("rpo", true).settle();

    assertThat(overdue()).hasSize(1);
  }

  @Test
  void anActionsTimeRunsFromWhenItCameUp() {
    Instant start = world.now;
    world.pass(3600);
    reverseIsAskedOfBob();
    String due = world.now.plusSeconds(300).toString().substring(11, 16) + "Z";

    assertThat(action("reverse").startedAt()).isEqualTo(world.now).isAfter(start);
    assertThat(action("reverse").message())
        .isEqualTo("waits for a sign-off by bob, due %s".formatted(due));
    assertThat(world.status.message())
        .isEqualTo("waits for a person (bob, due %s): reverse".formatted(due));

    world.pass(200).restart().settle();
    world.pass(100).restart().settle();
    world.pass(100).settle();
    assertThat(overdue())
        .containsExactly(
            "action reverse waits for a sign-off by bob, overdue since %s".formatted(due));

    world.signOff("reverse").settle();
    assertThat(action("reverse").overdue()).isNull();
    assertThat(world.status.phase()).isEqualTo(Phase.Closing);
  }

  @Test
  void aSignOffForAnotherEpisodeStopsNoClock() {
    opsGoIsAskedOfAlice();
    world.signOff("ops-go", "episode-0").pass(900).check("rpo", true).settle();

    assertThat(check("ops-go").message()).contains("is for episode-0");
    assertThat(overdue()).hasSize(1);
  }

  @Test
  void anItemAfterTheCutoverComesUpWhenTheActionsAreDone() {
    world.plan.patch(
        "checklist: [{id: users, stage: AfterCutover, manual: {assignee: dan, dueSeconds: 60}}]");
    world.reach(Phase.CuttingOver).actionsEnd = null;
    world.pass(300).settle();
    assertThat(check("users").since()).isNull();

    world.actions.put("dns", new ActionFinding(ActionState.Succeeded, "ok"));
    world.settle();

    assertThat(check("users").since()).isEqualTo(world.now);
  }

  @Test
  void theDayIsSaidWhereItIsAnotherOne() {
    Instant since = Instant.parse("2026-11-28T23:50:30Z");
    Manual manual = new Manual("", "al\u001bice", 900);

    assertThat(new Awaited(manual, since, since).waits())
        .isEqualTo("waits for a sign-off by al\\u001bice, due 2026-11-29 00:05Z");
    assertThat(new Awaited(new Manual("", "", null), since, since).waits())
        .isEqualTo("waits for a sign-off");
    assertThat(new Awaited(new Manual("", "", null), since, since).note()).isEmpty();
  }
}
