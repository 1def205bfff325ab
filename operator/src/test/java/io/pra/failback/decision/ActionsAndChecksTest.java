package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionsAndChecksTest {
  private final World world = World.afterFailover();

  @BeforeEach
  void theCutoverBegins() {
    world.reach(Phase.CuttingOver);
    world.actionsEnd = null;
  }

  private ActionState dns() {
    return ActionSequence.find(world.status.actions(), "dns").state();
  }

  private long stalls() {
    return world.told.stream().filter(turn -> turn.reason().equals("Stalled")).count();
  }

  private void dnsEnds(ActionState state) {
    world.actions.put("dns", new ActionFinding(state, "HTTP 500"));
    world.settle();
  }

  @Test
  void theIntentIsPersistedBeforeTheActionRuns() {
    Decision intent = world.decide();
    assertThat(intent.effects()).isEmpty();
    assertThat(ActionSequence.find(intent.actions(), "dns").state()).isEqualTo(ActionState.Running);

    assertThat(world.settle().effects())
        .containsExactly(new Effect.RunAction(world.plan.spec().cutover().get(0), OldPrimary.NONE));
  }

  @Test
  void afterARestartARunningActionIsAskedForAgain() {
    world.settle();

    assertThat(world.restart().decide().effects()).hasOnlyElementsOfType(Effect.RunAction.class);
    assertThat(dns()).isEqualTo(ActionState.Running);
  }

  @Test
  void whatFailedIsTriedAgainAfterItsIntervalAndSaidOnce() {
    world.settle();
    dnsEnds(ActionState.Failed);
    assertThat(dns()).isEqualTo(ActionState.Failed);
    assertThat(world.decide().stall()).get().extracting(Stall::reason).isEqualTo("ActionFailed");

    for (int i = 0; i < 5; i++) {
      world.pass(9).settle();
      assertThat(dns()).isEqualTo(ActionState.Failed);
      world.pass(1).settle();
      assertThat(dns()).isEqualTo(ActionState.Running);
      dnsEnds(ActionState.Failed);
    }

    assertThat(stalls()).isEqualTo(1);
    world.pass(10).settle();
    dnsEnds(ActionState.Succeeded);
    assertThat(world.decide().stall()).isEmpty();
  }

  @Test
  void whatNobodyCanTellIsNotRepeatedWithoutAWayToLook() {
    world.plan.patch("cutover: [{id: dns, http: {url: \"http://dns\"}}]");
    world.settle();
    world.approve("alice").settle();
    dnsEnds(ActionState.Unknown);

    Decision decision = world.pass(1000).settle();

    assertThat(dns()).isEqualTo(ActionState.Unknown);
    assertThat(decision.effects()).isEmpty();
    assertThat(decision.stall()).get().extracting(Stall::nextStep).asString().contains("signOffs");
    world.signOff("dns").check("users", true).settle();
    assertThat(dns()).isEqualTo(ActionState.Succeeded);
    assertThat(world.status.phase()).isEqualTo(Phase.Reprotecting);
  }

  @Test
  void aPersonVouchesForWhatFailedButNotForWhatRuns() {
    world.settle();
    world.signOff("dns").settle();
    assertThat(dns()).isEqualTo(ActionState.Running);

    dnsEnds(ActionState.Failed);

    assertThat(dns()).isEqualTo(ActionState.Succeeded);
  }

  @Test
  void anOldVouchIsWorthNothing() {
    world.settle();
    dnsEnds(ActionState.Failed);

    world.signOff("dns", "episode-0").settle();

    assertThat(dns()).isEqualTo(ActionState.Failed);
  }

  @Test
  void whatDoesNotBlockIsPassedOver() {
    world.plan.patch("cutover: [{id: dns, blocking: false, http: {url: \"http://dns\"}}]");
    world.settle();
    world.approve("alice").settle();

    dnsEnds(ActionState.Failed);
    world.check("users", true).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Reprotecting);
  }

  @Test
  void whatWasForgottenIsNotActedOnAndWhatIsStaleIsPending() {
    World holding = World.afterFailover();
    holding.turn();
    holding.check("rpo", true).settle();
    holding.restart().signOff("ops-go").settle();
    assertThat(holding.status.phase()).as("rpo was not looked at since").isEqualTo(Phase.Holding);
    assertThat(ChecklistReview.find(holding.status.checklist(), "rpo").state())
        .as("yet its verdict stands")
        .isEqualTo(CheckState.Passed);

    holding.noRecentAnswer("rpo").settle();
    assertThat(ChecklistReview.find(holding.status.checklist(), "rpo").state())
        .isEqualTo(CheckState.Pending);
    holding.check("rpo", true).settle();
    assertThat(holding.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void whatDoesNotBlockMayFail() {
    World holding = World.afterFailover();
    holding.plan.patch("checklist: [{id: rpo, blocking: false, tcp: {host: zerto, port: 443}}]");
    holding.check("rpo", false).settle();

    assertThat(holding.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void aSignOffTakenBackVoidsTheRequest() {
    World waiting = World.afterFailover().reach(Phase.AwaitingApproval);

    waiting.plan.patch("signOffs: null");
    waiting.settle();

    assertThat(waiting.status.phase()).isEqualTo(Phase.Holding);
    assertThat(waiting.status.request()).isNull();
  }
}
