package io.pra.failback.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Measurements;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What part of an RTO people are to blame for: the time in which nothing else was waited for. */
class PeopleWaitTest {
  private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");

  private final World world = new World();

  /** The primary is restored and held; one manual check more than the plan has comes before. */
  private void held() {
    world.plan.patch(
        """
        checklist:
          - {id: rpo, tcp: {host: zerto, port: 443}}
          - {id: ops-go, manual: {}}
          - {id: backup, manual: {}}
          - {id: smoke, stage: AfterActivation, http: {url: "http://erp"}}
          - {id: users, stage: AfterCutover, manual: {}}
        """);
    world.turn();
    world.primary.powerAll(PowerState.SUSPENDED);
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
  }

  private Measurements measured() {
    return world.status.measurements();
  }

  private void pass(long seconds) {
    world.pass(seconds).settle();
  }

  private void sign(String id) {
    world.plan.patch("signOffs: {%s: {by: bob, request: episode-1}}".formatted(id));
    world.settle();
  }

  private double waited() {
    return measured().waitedForPeopleSeconds();
  }

  @Test
  void timeIsCountedFromADecisionThatAsksPeopleToOneThatDoesNot() {
    PeopleWait wait = new PeopleWait(3, null).next(false, AT);
    assertThat(wait).isEqualTo(new PeopleWait(3, null));

    wait = wait.next(true, AT).next(true, AT.plusSeconds(4));
    assertThat(wait).isEqualTo(new PeopleWait(3, AT));

    wait = wait.next(false, AT.plusMillis(6500)).next(false, AT.plusSeconds(60));
    assertThat(wait).isEqualTo(new PeopleWait(9.5, null));
  }

  @Test
  void aClockThatGoesBackTakesNothingAway() {
    assertThat(new PeopleWait(3, AT).next(false, AT.minusSeconds(100)).seconds()).isEqualTo(3);
  }

  @Test
  void twoSignOffsThatAreWaitedForAtOnceAreCountedOnce() {
    held();
    world.check("rpo", true).settle();

    pass(100);
    sign("ops-go");
    pass(20);
    sign("backup");

    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    pass(30);
    world.approve("alice").settle();
    assertThat(waited()).isEqualTo(150);
  }

  @Test
  void whileACheckDoesNotPassPeopleAreNotToBlame() {
    held();
    pass(100);
    assertThat(measured().waitsForPeopleSince()).as("rpo was not looked at").isNull();
    world.check("rpo", false).settle();
    pass(50);
    assertThat(measured().waitsForPeopleSince()).as("rpo fails").isNull();

    world.check("rpo", true).settle();
    pass(7);
    sign("ops-go");
    sign("backup");
    pass(1);
    world.approve("alice").settle();

    assertThat(waited()).isEqualTo(8);
  }

  @Test
  void whatWasSignedBeforeItWasAskedForIsNotWaitedFor() {
    held();
    sign("ops-go");
    sign("backup");
    sign("users");
    pass(100);
    world.check("rpo", true).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    world.approve("alice").settle();
    world.check("mysql-up", true).settle();
    pass(40);
    world.check("smoke", true).settle();

    assertThat(measured().rtoSeconds()).isEqualTo(140);
    assertThat(waited()).isZero();
    assertThat(measured().rtoWithoutWaitSeconds()).isEqualTo(140);
  }

  @Test
  void signOffsAndActionsDoneByHandAreWaitsLikeTheApproval() {
    world.plan.patch("cutover: [{id: dns, manual: {}}]");
    held();
    world.check("rpo", true).settle();
    sign("ops-go");
    sign("backup");
    pass(1);
    world.approve("alice").settle();
    pass(10);
    world.check("mysql-up", true).settle();
    world.check("smoke", true).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.CuttingOver);
    pass(200);
    sign("dns");
    pass(3000);
    sign("users");

    assertThat(measured().rtoSeconds()).isEqualTo(3211);
    assertThat(waited()).isEqualTo(3201);
    assertThat(measured().rtoWithoutWaitSeconds()).isEqualTo(10);
    pass(500);
    assertThat(waited()).as("what comes after the cutover is not of the RTO").isEqualTo(3201);
    assertThat(measured().waitsForPeopleSince()).isNull();
  }

  @Test
  void anEditThatNeedsAnotherApprovalIsAWaitForIt() {
    held();
    sign("backup");
    world.reach(Phase.Verifying);
    double before = waited();
    world.plan.patch("objectives: {rtoSeconds: 60}");
    world.settle();
    pass(70);
    world.approve("alice").settle();

    assertThat(waited() - before).isEqualTo(70);
  }

  @Test
  void whileVmsStartAnEditIsNotAllThatIsWaitedFor() {
    held();
    sign("backup");
    world.reach(Phase.Activating);
    world.settle();
    double before = waited();
    world.plan.patch("objectives: {rtoSeconds: 60}");
    world.settle();
    pass(70);
    world.approve("alice").settle();

    assertThat(waited()).isEqualTo(before);
  }

  @Test
  void aPausedPlanWaitsForNobody() {
    held();
    world.check("rpo", true).settle();
    pass(5);
    world.plan.patch("paused: true");
    world.settle();
    pass(100);

    assertThat(waited()).isEqualTo(5);
    assertThat(measured().waitsForPeopleSince()).isNull();
  }

  @Test
  void aRestartInTheMiddleOfAWaitLosesNothingOfIt() {
    held();
    world.check("rpo", true).settle();
    pass(60);
    world.restart();
    world.check("rpo", true).settle();
    pass(40);
    sign("ops-go");
    sign("backup");
    world.approve("alice").settle();

    assertThat(waited()).isEqualTo(100);
  }
}
