package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an approval says yes to. */
class RequestTest {
  /** One edit of each field of the spec. */
  private static final Map<String, String> EDITS = new HashMap<>();

  static {
    EDITS.put("primary", "{siteRef: {name: other}}");
    EDITS.put("recovery", "{siteRef: {name: other}}");
    EDITS.put("pairing", "{recoveryNameTemplate: \"{name}-dr\"}");
    EDITS.put("waves", "[{name: databases, virtualMachines: [\"*\"]}]");
    EDITS.put("guard", "{hold: PowerOff}");
    EDITS.put("overlap", "Allowed");
    EDITS.put("overlapMaxSeconds", "1");
    EDITS.put("initialAuthority", "Primary");
    EDITS.put("failoverDetection", "Manual");
    EDITS.put("failoverDetectionSeconds", "1");
    EDITS.put("approvalPolicy", "{required: 2}");
    EDITS.put("checklist", "[]");
    EDITS.put("finalSync", "[]");
    EDITS.put("cutover", "[{id: dns, http: {url: \"http://evil\"}}]");
    EDITS.put("reprotect", "[]");
    EDITS.put("recoveryShutdown", "{guestShutdownSeconds: 1}");
    EDITS.put("objectives", "{rtoSeconds: 1}");
    EDITS.put(
        "zerto", "{recovery: {url: \"https://zvm.example\", credentialsSecretRef: {name: zvm}}}");
    EDITS.put("declareFailover", "{by: dave}");
  }

  private static final Map<String, String> SAYINGS =
      Map.of(
          "paused", "true",
          "capacity", "{ceilingPercent: 50}",
          "mode", "Drill",
          "drillEverySeconds", "0",
          "approvals", "{alice: {request: r}}",
          "signOffs", "{go: {by: bob, request: e}}",
          "abort", "{request: e, by: carol}");

  private static String hash(String patch) {
    return RequestHash.ofPlan(PlanText.erp().patch(patch).spec());
  }

  @Test
  void everyFieldIsHereSoThatANewOneIsNotForgotten() {
    Set<String> named = new TreeSet<>(EDITS.keySet());
    named.addAll(SAYINGS.keySet());

    assertThat(named)
        .isEqualTo(
            Arrays.stream(FailbackPlanSpec.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void whateverIsEditedNeedsAnotherApproval() {
    String plan = RequestHash.ofPlan(PlanText.erp().spec());

    EDITS.forEach(
        (field, value) -> assertThat(hash(field + ": " + value)).as(field).isNotEqualTo(plan));
  }

  @Test
  void whatPeopleSayHowFullHostsMayBeAndDrillsDoNot() {
    String plan = RequestHash.ofPlan(PlanText.erp().spec());

    SAYINGS.forEach(
        (field, value) -> assertThat(hash(field + ": " + value)).as(field).isEqualTo(plan));
  }

  @Test
  void whoTheMachinesAreIsPartOfItAndHowTheyAreIsNot() {
    World world = new World();
    String before = RequestHash.ofPairs(world.observation().pairs());

    world.primary.power("mysql-01", PowerState.SUSPENDED);
    assertThat(RequestHash.ofPairs(world.observation().pairs())).isEqualTo(before);
    world.primary.remove("mysql-01").create("mysql-01", PowerState.POWERED_OFF, "new");
    assertThat(RequestHash.ofPairs(world.observation().pairs())).isNotEqualTo(before);
  }

  @Test
  void eachPartOfTheIdCounts() {
    String id = RequestHash.id("u", "episode-1", "p", "m", 1);

    assertThat(id)
        .hasSize(8)
        .matches("[0-9a-f]+")
        .isEqualTo(RequestHash.id("u", "episode-1", "p", "m", 1));
    assertThat(
            Set.of(
                id,
                RequestHash.id("v", "episode-1", "p", "m", 1),
                RequestHash.id("u", "episode-2", "p", "m", 1),
                RequestHash.id("u", "episode-1", "q", "m", 1),
                RequestHash.id("u", "episode-1", "p", "n", 1),
                RequestHash.id("u", "episode-1", "p", "m", 2)))
        .hasSize(6);
  }

  @Test
  void onlyApprovalsThatNameTheOpenRequestCountAndTheOthersAreTold() {
    World world = World.afterFailover().reach(Phase.AwaitingApproval);
    world.approve("zoe").approve("alice").approve("old", "3f9c2a1b");

    ApprovalCount count = ApprovalCount.of(world.plan.spec(), world.status.request());

    assertThat(count.by()).containsExactly("alice", "zoe");
    assertThat(count.refused())
        .containsExactly(
            "old's approval names request 3f9c2a1b, not the open request "
                + world.status.request().id());
    assertThat(ApprovalCount.of(world.plan.spec(), null).by()).isEmpty();
  }

  @Test
  void atTheSecondOfItsExpiryItHasExpired() {
    World world = World.afterFailover().reach(Phase.AwaitingApproval);
    var request = world.status.request();

    assertThat(ApprovalCount.hasExpired(request, request.expiresAt().minusMillis(1))).isFalse();
    assertThat(ApprovalCount.hasExpired(request, request.expiresAt())).isTrue();
  }
}
