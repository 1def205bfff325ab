package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.Phase;
import io.pra.failback.api.WaveState;
import io.pra.failback.vsphere.PowerState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Actions before a wave starts, and after it is ready. */
class WaveActionsTest {
  private final World world = World.withWaveActions();

  @BeforeEach
  void theFirstWaveIsDue() {
    world.reach(Phase.Activating).actionsEnd = null;
    world.done.clear();
    world.settle();
  }

  private ActionState action(String id) {
    return ActionSequence.find(world.status.actions(), id).state();
  }

  private WaveState wave(String name) {
    return Waves.stateOf(world.status.waves(), name);
  }

  private void ends(String id, ActionState state) {
    world.actions.put(id, new ActionFinding(state, state + " by test"));
    world.settle();
  }

  private void succeeds(String... ids) {
    List.of(ids).forEach(id -> ends(id, ActionState.Succeeded));
  }

  private List<String> started() {
    return world.done.stream()
        .filter(Effect.PowerOn.class::isInstance)
        .map(effect -> ((Effect.PowerOn) effect).name())
        .distinct()
        .toList();
  }

  @Test
  void noVmIsStartedUntilWhatComesBeforeIsDone() {
    assertThat(action("freeze")).isEqualTo(ActionState.Running);
    assertThat(wave("databases")).isEqualTo(WaveState.Pending);
    assertThat(started()).isEmpty();
    assertThat(world.status.message()).isEqualTo("before wave databases: runs action freeze");

    succeeds("freeze");

    assertThat(wave("databases")).isEqualTo(WaveState.Waiting);
    assertThat(started()).containsExactly("mysql-01");
  }

  @Test
  void theNextWaveWaitsForWhatComesAfterTheOneBefore() {
    succeeds("freeze");
    assertThat(action("grants")).isEqualTo(ActionState.Pending);

    world.check("mysql-up", true).settle();
    assertThat(wave("databases")).isEqualTo(WaveState.Ready);
    assertThat(action("grants")).isEqualTo(ActionState.Running);
    assertThat(action("queue")).isEqualTo(ActionState.Pending);

    succeeds("grants");
    assertThat(world.status.message()).isEqualTo("after wave databases: waits for a person: warm");
    assertThat(world.status.nextAction()).contains("kubectl patch").contains("\"warm\"");
    world.pass(3600).settle();
    assertThat(started()).containsExactly("mysql-01");
    assertThat(world.decide().stall()).as("people do not make a wave late").isEmpty();

    world.signOff("warm").settle();
    assertThat(action("queue")).isEqualTo(ActionState.Running);
    ends("queue", ActionState.Failed);
    assertThat(started()).as("queue does not block").contains("docker-01", "docker-02");
    assertThat(world.status.phase()).isEqualTo(Phase.Activating);

    succeeds("thaw");
    assertThat(world.status.phase()).isEqualTo(Phase.Verifying);
  }

  @Test
  void aRestartBeginsNothingTwice() {
    assertThat(world.restart().check("mysql-up", true).settle().effects())
        .singleElement()
        .isInstanceOf(Effect.RunAction.class);
    succeeds("freeze");
    succeeds("grants");

    world.done.clear();
    world.restart().check("mysql-up", true).settle();

    assertThat(world.done).isEmpty();
    assertThat(action("freeze")).isEqualTo(ActionState.Succeeded);
  }

  @Test
  void aPartialFailureSaysWhatWasDoneAndWhatWasNot() {
    world.plan.patch(
        """
        waves:
          - {name: all, virtualMachines: ["*"], before: [{id: a, http: {url: "http://a"}}, {id: b, blocking: false, http: {url: "http://b"}}, {id: c, http: {url: "http://c"}}, {id: d, http: {url: "http://d"}}]}
        """);
    world.settle();
    world.approve("alice").settle();
    succeeds("a");
    ends("b", ActionState.Failed);
    ends("c", ActionState.Failed);

    assertThat(world.decide().stall())
        .get()
        .extracting(Stall::message)
        .isEqualTo(
            "action c was not done: Failed by test; done before it: a; passed over: b; not begun: d");
    world.pass(10).settle();
    assertThat(world.decide().stall().orElseThrow().message())
        .startsWith("action c is tried again: ")
        .endsWith("; done before it: a; passed over: b; not begun: d");
  }

  @Test
  void aWayBackSaysWhatItDoesNotUndoAndTheNextAttemptDoesItAgain() {
    succeeds("freeze");
    world.check("mysql-up", true).settle();
    assertThat(action("grants")).isEqualTo(ActionState.Running);

    world.abort("episode-1").turn();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.episode().rollback().message())
        .isEqualTo(
            "carol aborted: storage alarm; done and not undone: sync, freeze; may have been done: grants");
    assertThat(world.status.actions()).allMatch(one -> one.state() == ActionState.Pending);

    world.pass(121).settle();
    world.plan.patch("abort: null");
    world.actionsEnd = ActionState.Succeeded;
    world.reach(Phase.Verifying);
    assertThat(world.done.stream().filter(Effect.RunAction.class::isInstance))
        .extracting(effect -> ((Effect.RunAction) effect).action().id())
        .containsSubsequence("freeze", "grants", "sync", "freeze", "grants", "thaw");
    assertThat(world.primary.all()).allMatch(vm -> vm.powerState() == PowerState.POWERED_ON);
  }

  @Test
  void aWithdrawnApprovalStopsTheWaveAndItsActions() {
    world.withdraw("alice").settle();
    ends("freeze", ActionState.Succeeded);

    assertThat(world.decide().stall())
        .get()
        .extracting(Stall::reason)
        .isEqualTo("ApprovalWithdrawn");
    assertThat(started()).isEmpty();
  }
}
