package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server notes down of writers, hostile names among them, in one harmless line. */
class ProvenanceTest {
  private static final KubernetesSerialization JSON = ApiJson.serialization();
  private static final String AT = "2026-03-01T02:00:00Z";

  private static ManagedFieldsEntry entry(String manager, String fields, String time) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withOperation("Update")
        .withTime(time)
        .withFieldsV1(JSON.unmarshal(fields, FieldsV1.class))
        .build();
  }

  private static String approvalOf(String user) {
    return "{\"f:spec\":{\"f:approvals\":{\".\":{},\"f:%s\":{\".\":{},\"f:request\":{}}}}}"
        .formatted(user);
  }

  private static String ofAlice(ManagedFieldsEntry... entries) {
    PlanText plan = PlanText.erp().patch("approvals: {alice: {request: \"1\"}}");
    return Provenance.of(plan.spec(), Arrays.asList(entries)).ofApproval("alice");
  }

  @Test
  void theManagerOfTheEntryIsToldAndNobodyElse() {
    assertThat(
            ofAlice(
                entry("argocd", "{\"f:spec\":{\"f:waves\":{}}}", AT),
                entry("bobs", approvalOf("bob"), AT),
                entry("kubectl-patch", approvalOf("alice"), AT)))
        .isEqualTo("field manager \"kubectl-patch\" (Update, 2026-03-01T02:00:00Z)");
  }

  @Test
  void allWhoOwnItAreToldTheNewestFirstAndNoMoreThanThree() {
    List<ManagedFieldsEntry> many = new ArrayList<>();
    many.add(entry("of-no-time", approvalOf("alice"), null));
    for (int day = 1; day <= 4; day++) {
      many.add(entry("m" + day, approvalOf("alice"), "2026-03-0%dT00:00:00Z".formatted(day)));
    }

    assertThat(ofAlice(many.toArray(ManagedFieldsEntry[]::new)))
        .startsWith("field manager \"m4\" (Update, 2026-03-04T00:00:00Z), \"m3\"")
        .endsWith("\"m2\" (Update, 2026-03-02T00:00:00Z) and 2 more");
  }

  @Test
  void whoWritesAStatusIsNotTheWriterOfASpec() {
    ManagedFieldsEntry status = entry("operator", approvalOf("alice"), AT);
    status.setSubresource("status");

    assertThat(ofAlice(status)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"f:spec\":null}",
        "{\"f:spec\":[]}",
        "{\"f:spec\":\"f:approvals\"}",
        "{\"f:spec\":{\"f:approvals\":{\"f:alice\":{}}}}",
        "{\"f:spec\":{\"f:approvals\":{\"k:{\\\"request\\\":\\\"1\\\"}\":{}}}}",
        "{\"f:spec\":{\"f:approvals\":{\"f:alice\":{\"f:request\":null}}}}",
        "{\"spec\":{\"approvals\":{\"alice\":{\"request\":{}}}}}"
      })
  void whatIsNotAnEntryOfThatApprovalNamesNobody(String fields) {
    assertThat(ofAlice(entry("m", fields, AT))).isEmpty();
  }

  @Test
  void whatIsMissingIsNoHarm() {
    ManagedFieldsEntry bare = new ManagedFieldsEntry();
    PlanText plan = PlanText.erp().patch("approvals: {alice: {request: \"1\"}}");

    assertThat(ofAlice(null, bare)).isEmpty();
    assertThat(Provenance.of(plan.spec(), null).ofApproval("alice")).isEmpty();
    assertThat(ofAlice(entry(null, approvalOf("alice"), "yesterday")))
        .isEqualTo("field manager \"\" (Update)");
  }

  @Test
  void noNameBreaksOutOfItsLine() {
    assertThat(ofAlice(entry("x\" (Apply, now), \"y\u202e\n\u001b[2J", approvalOf("alice"), AT)))
        .isEqualTo(
            "field manager \"x' (Apply, now), 'y\\u202e\\n"
                + "\\u001b[2J\" (Update, 2026-03-01T02:00:00Z)");
  }

  @Test
  void aUserOfAnyNameIsFound() {
    String name = "oidc:dave O'Neil/x@example.com";
    PlanText plan = PlanText.erp().patch("approvals: {\"%s\": {request: \"1\"}}".formatted(name));

    assertThat(
            Provenance.of(plan.spec(), List.of(entry("m", approvalOf(name), AT))).ofApproval(name))
        .contains("\"m\"");
  }

  @Test
  void itIsToldWithTheApprovalAndTheSignOff() {
    World world = World.afterFailover();
    world.reach(Phase.Holding).check("rpo", true).signOff("ops-go");
    world.provenance = of(world, "bobs");
    world.settle();
    world.approve("alice");
    world.provenance = of(world, "kubectl-patch");
    world.settle();

    assertThat(world.told)
        .anySatisfy(
            turn ->
                assertThat(turn.message())
                    .contains("check ops-go passed, signed off by bob, written by field manager")
                    .contains("\"bobs\" (Update, " + Instant.parse(AT)))
        .anySatisfy(
            turn -> {
              assertThat(turn.reason()).isEqualTo("ApprovalCounted");
              assertThat(turn.message())
                  .endsWith(
                      "(1 of 1), written by field manager \"kubectl-patch\" (Update, %s)"
                          .formatted(AT));
            });
  }

  private static Provenance of(World world, String manager) {
    String fields =
        "{\"f:spec\":{\"f:approvals\":{\"f:alice\":{\"f:request\":{}}},\"f:signOffs\":{\"f:ops-go\":{\"f:request\":{}}}}}";
    return Provenance.of(world.plan.spec(), List.of(entry(manager, fields, AT)));
  }
}
