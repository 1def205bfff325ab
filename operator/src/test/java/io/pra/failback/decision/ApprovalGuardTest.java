package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalGuardTest {
  private static final Map<?, ?> SHIPPED =
      Map.of("failurePolicy", "Fail", "validations", List.of(Map.of("expression", "x")));

  private final World world = World.afterFailover();

  private static PolicyReading reading(Optional<Map<?, ?>> live, String problem) {
    return new PolicyReading("ValidatingAdmissionPolicy", "p", "uid/1", SHIPPED, live, problem);
  }

  private static List<String> gaps(Map<?, ?> live) {
    return ApprovalGuard.of(List.of(reading(Optional.of(live), "")), true).gaps();
  }

  @Test
  void whatIsAsShippedIsWhole() {
    assertThat(gaps(SHIPPED)).isEmpty();
  }

  @Test
  void whatIsAbsentUnreadOrInAnyWayOtherwiseIsAGap() {
    assertThat(ApprovalGuard.of(List.of(reading(Optional.empty(), "")), true).gaps())
        .containsExactly("ValidatingAdmissionPolicy p is absent");
    assertThat(ApprovalGuard.of(List.of(reading(Optional.empty(), "why")), true).gaps())
        .containsExactly("ValidatingAdmissionPolicy p cannot be read: why");
    assertThat(gaps(Map.of("failurePolicy", "Fail")))
        .containsExactly(
            "ValidatingAdmissionPolicy p is not the one shipped: spec.validations differs");
    assertThat(
            gaps(
                Map.of(
                    "failurePolicy",
                    "Fail",
                    "validations",
                    SHIPPED.get("validations"),
                    "matchConditions",
                    List.of())))
        .containsExactly(
            "ValidatingAdmissionPolicy p is not the one shipped: spec.matchConditions differs");
  }

  private void unguarded(boolean required) {
    world.surroundings =
        new Surroundings(
            Set.of(),
            false,
            List.of(),
            new ApprovalGuard(List.of("p is absent"), required, "gone"));
  }

  private void guarded() {
    world.surroundings = Surroundings.CLEAR;
  }

  private String stallReason() {
    return world.decide().stall().orElseThrow().reason();
  }

  /** All is as it must be before a request is issued. */
  private void isReady() {
    world.reach(Phase.Holding).check("rpo", true).signOff("ops-go").settle();
  }

  @Test
  void noRequestIsIssuedWhileNothingChecksWhoApproves() {
    world.reach(Phase.Holding);
    unguarded(true);
    isReady();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.request()).isNull();
    assertThat(stallReason()).isEqualTo(ApprovalGuard.REASON);

    guarded();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
  }

  @Test
  void whoIsToldToDoWithoutGoesOn() {
    unguarded(false);

    world.reach(Phase.Completed);
  }

  @Test
  void anOpenRequestIsVoidAndItsApprovalsWithIt() {
    world.reach(Phase.AwaitingApproval);
    String first = world.status.request().id();
    unguarded(true);
    world.approve("alice", first).settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);

    guarded();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(first);
    assertThat(world.status.approvedBy()).isEmpty();
  }

  @Test
  void whatWasAnsweredWhileThePoliciesWereAwayUnseenIsVoidToo() {
    world.reach(Phase.AwaitingApproval);
    String first = world.status.request().id();
    world.answeredBetweenTwoLooks("mallory").settle();

    assertThat(world.told)
        .anyMatch(
            turn ->
                turn.message()
                    .equals(
                        "request %s is void: the policies that check who approves are not the ones"
                                .formatted(first)
                            + " it was issued under"));
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(first);
    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    world.approve("alice").settle();
    assertThat(world.status.episode().approvedAt()).isNotNull();
  }

  @Test
  void anotherVersionOfAPolicyHasAnotherHash() {
    assertThat(hash("uid/1")).isEqualTo(hash("uid/1")).isNotEqualTo(hash("uid/2"));
    assertThat(hash("uid/1")).isNotEqualTo(hash("other/1"));
  }

  private static String hash(String version) {
    return ApprovalGuard.of(
            List.of(new PolicyReading("Kind", "p", version, SHIPPED, Optional.of(SHIPPED), "")),
            true)
        .hash();
  }

  @Test
  void theRequestOfAPausedPlanEndsTooThoughNothingMoves() {
    world.reach(Phase.AwaitingApproval);
    String first = world.status.request().id();
    world.plan.patch("paused: true");
    unguarded(true);
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.told)
        .anyMatch(
            turn ->
                turn.message()
                    .equals(
                        "request %s is void: nothing checks who approves: p is absent"
                            .formatted(first)));

    world.approve("alice", first);
    guarded();
    world.plan.patch("paused: false");
    world.settle();

    assertThat(world.status.authority()).isEqualTo(Authority.Recovery);
    assertThat(world.status.request().id()).isNotEqualTo(first);
    assertThat(world.status.approvedBy()).isEmpty();
  }

  @Test
  void anIdThatWasWorkedOutAndAnsweredBeforehandIsNotIssued() {
    world.reach(Phase.AwaitingApproval);
    String next =
        RequestHash.id(
            "uid-1",
            world.status.episode().id(),
            world.status.request().planHash(),
            world.status.request().pairsHash(),
            world.status.episode().attempt() + 1);
    unguarded(true);
    world.approve("alice", next).settle();
    guarded();
    world.settle();

    assertThat(world.status.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(world.status.request().id()).isNotEqualTo(next);
  }

  @Test
  void whatWasApprovedGoesOnAndAnEditOfItIsNotApprovedByAnybody() {
    world.reach(Phase.Activating);
    unguarded(true);
    world.reach(Phase.Verifying).check("smoke", true);
    world.plan.patch("cutover: [{id: dns, http: {url: \"http://evil\"}}]");
    world.settle();
    String first = world.status.request().id();
    world.approve("mallory", first).settle();

    assertThat(stallReason()).isEqualTo(ApprovalGuard.REASON);
    assertThat(world.status.phase()).isEqualTo(Phase.Verifying);

    guarded();
    world.settle();
    assertThat(world.status.request().id()).isNotEqualTo(first);
    assertThat(stallReason()).isEqualTo("PlanEdited");
    world.approve("alice").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.CuttingOver);
  }

  @Test
  void anAbortWorksInAnyCase() {
    world.reach(Phase.Activating);
    unguarded(true);
    world.abort("episode-1").settle();

    assertThat(world.status.phase()).isEqualTo(Phase.Holding);
  }
}
