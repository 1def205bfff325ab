package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import org.junit.jupiter.api.Test;

/** What a person signed is about one attempt: docs/decisions/0006. */
class SignOffTest {
  private final World world = World.afterFailover();

  private CheckStatus check(String id) {
    return ChecklistReview.find(world.status.checklist(), id);
  }

  private ActionState action(String id) {
    return ActionSequence.find(world.status.actions(), id).state();
  }

  /** Back to Holding, and on to the next attempt's Quiescing. */
  private void rollBackAndApproveAnew() {
    world.abort("episode-1").settle();
    world.pass(121).settle();
    world.plan.patch("abort: null");
    world.reach(Phase.AwaitingApproval).approve("alice").settle();
  }

  @Test
  void aFinalSyncThatWasSignedForAnUndoneAttemptIsToBeDoneAgain() {
    world.plan.patch("finalSync: [{id: sync, manual: {}}]");
    world.reach(Phase.Quiescing).signOff("sync", "episode-1").settle();
    assertThat(action("sync")).isEqualTo(ActionState.Succeeded);

    rollBackAndApproveAnew();

    assertThat(world.status.phase()).isEqualTo(Phase.Quiescing);
    assertThat(action("sync")).isEqualTo(ActionState.Pending);
    String request = world.status.request().id();
    assertThat(world.status.nextAction()).contains("\"sync\"").contains(request);
    world.signOff("sync", request).settle();
    assertThat(action("sync")).isEqualTo(ActionState.Succeeded);
    assertThat(world.status.phase()).isEqualTo(Phase.Activating);
  }

  @Test
  void soAnActionThatSomebodyHadVouchedFor() {
    world.actionsEnd = ActionState.Failed;
    world.reach(Phase.Quiescing).settle();
    world.signOff("sync", "episode-1").settle();
    assertThat(action("sync")).isEqualTo(ActionState.Succeeded);

    rollBackAndApproveAnew();

    assertThat(action("sync")).isEqualTo(ActionState.Failed);
    assertThat(world.decide().stall().orElseThrow().nextStep())
        .contains(world.status.request().id());
  }

  @Test
  void soACheckAfterTheActivation() {
    world.plan.patch(
        "checklist: [{id: smoke, stage: AfterActivation, manual: {}},"
            + " {id: ops-go, stage: BeforeApproval, manual: {}}]");
    world.reach(Phase.Activating).signOff("smoke", "episode-1").settle();
    assertThat(check("smoke").state()).isEqualTo(CheckState.Passed);

    rollBackAndApproveAnew();
    world.reach(Phase.Verifying).settle();

    String request = world.status.request().id();
    assertThat(check("ops-go").state()).as("a Go is for the episode").isEqualTo(CheckState.Passed);
    assertThat(check("smoke").state()).isEqualTo(CheckState.Pending);
    assertThat(check("smoke").message())
        .isEqualTo(
            "bob's sign-off is for episode-1, and episode-1 was rolled back since: it must be for request "
                + request);
    assertThat(world.status.nextAction()).contains(request);
    world.signOff("smoke", request).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Reprotecting);
  }

  @Test
  void inTheFirstAttemptTheRequestIsAsGoodAsTheEpisode() {
    world.reach(Phase.Closing).signOff("post-mortem", world.status.request().id()).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Completed);
    assertThat(check("post-mortem").by()).as("stays on record").isEqualTo("bob");
  }

  @Test
  void beforeTheApprovalThereIsNoRequestToSignFor() {
    world.reach(Phase.AwaitingApproval).signOff("ops-go", world.status.request().id()).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.nextAction()).contains("episode-1");
  }

  @Test
  void theNextEpisodeBeginsWithoutAVerdict() {
    world.reach(Phase.Completed);
    assertThat(check("rpo").state()).isEqualTo(CheckState.Passed);

    world.recovery.powerAll(PowerState.POWERED_ON);
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.pass(30).settle();

    assertThat(world.status.episode().number()).isEqualTo(2);
    assertThat(world.status.checklist())
        .extracting(CheckStatus::state)
        .containsOnly(CheckState.Pending);
  }

  @Test
  void soDoesTheNextAttempt() {
    world.reach(Phase.Verifying).check("smoke", false).settle();
    assertThat(check("mysql-up").state()).isEqualTo(CheckState.Passed);

    world.abort("episode-1").settle();

    assertThat(check("mysql-up").state()).isEqualTo(CheckState.Pending);
    assertThat(check("smoke").state()).isEqualTo(CheckState.Pending);
  }
}
