package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan is edited wrongly while it holds: it says what is wrong, and holds on. */
class MistakenEditIT {
  private static final String RIGHT =
      """
      {"spec": {"pairing": {"recoveryNameTemplate": "{name}"}, "waves": [
        {"name": "databases", "virtualMachines": ["mysql-*"]},
        {"name": "applications", "virtualMachines": ["docker-*"]}]}}
      """;

  @RegisterExtension final Story story = new Story();

  /** What somebody writes. */
  enum Mistake {
    WAVE_THAT_MATCHES_NOTHING(
        """
        {"spec": {"waves": [
          {"name": "databases", "virtualMachines": ["mysql-*"]},
          {"name": "applications", "virtualMachines": ["docker-*"]},
          {"name": "web", "virtualMachines": ["nginx-*"]}]}}
        """,
        "WaveMatchesNothing",
        "wave web matches no VM",
        "correct or remove spec.waves[web]"),
    VM_IN_TWO_WAVES(
        """
        {"spec": {"waves": [
          {"name": "databases", "virtualMachines": ["mysql-*"]},
          {"name": "applications", "virtualMachines": ["docker-*", "mysql-02"]}]}}
        """,
        "VmInTwoWaves",
        "VM mysql-02 matches the waves databases and applications",
        "make spec.waves name it in exactly one wave"),
    VM_IN_NO_WAVE_ANY_MORE(
        """
        {"spec": {"waves": [
          {"name": "databases", "virtualMachines": ["mysql-*"]},
          {"name": "applications", "virtualMachines": ["docker-01"]}]}}
        """,
        "VmInNoWave",
        "VM docker-02 of this episode matches no wave any more",
        "make spec.waves name it in exactly one wave"),
    VM_WITHOUT_TWIN(
        "{\"spec\": {\"pairing\": {\"recoveryNameTemplate\": \"dr-{name}\"}}}",
        "VmWithoutTwin",
        "there is no VM dr-docker-01 at site sbg",
        "correct spec.pairing.recoveryNameTemplate");

    final String edit;
    final String reason;
    final String what;
    final String mend;

    Mistake(String edit, String reason, String what, String mend) {
      this.edit = edit;
      this.reason = reason;
      this.what = what;
      this.mend = mend;
    }
  }

  @ParameterizedTest
  @EnumSource
  void itVoidsTheRequestAndHoldsOnUntilItIsMended(Mistake mistake) {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.bob.patches(plan, mistake.edit);

    plan.awaitStalled(mistake.reason);
    assertThat(plan.condition("Stalled").getMessage())
        .contains(mistake.what)
        .contains(mistake.mend);
    story.alice.approves(plan, request);
    assertThat(plan.awaitAnswered(Phase.Holding).request()).isNull();
    story.zerto.powersOn("*");
    await("all of the primary is held").until(() -> story.rbx.running().isEmpty());
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();

    story.alice.withdraws(plan);
    story.bob.patches(plan, RIGHT);
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
  }

  @Test
  void aMalformedGlobIsRefusedByTheApiServerAndTheRequestStaysOpen() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    assertThatThrownBy(
            () ->
                story.bob.patches(
                    plan,
                    "{\"spec\":{\"waves\":[{\"name\":\"databases\",\"virtualMachines\":[\"mysql-[0-9]\"]}]}}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.waves[0].virtualMachines")
        .hasMessageContaining("must be VM names or globs of * and ?");

    story.zerto.powersOn("mysql-01");
    await("it is held").until(() -> story.rbx.running().isEmpty());
    assertThat(plan.openRequest()).isEqualTo(request);
  }

  @Test
  void aVmOfTheSiteThatIsInNoWaveIsToldAndNotTouched() {
    story.referee.ignores("docker-05");
    story.rbx.creates("docker-05", "poweredOn");
    LivePlan plan =
        story.holds(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - {name: databases, virtualMachines: ["mysql-*"]}
                      - {name: applications, virtualMachines: ["docker-01"]}
                    """));

    story
        .site("rbx")
        .awaitStatus(
            "what no plan is about, and the mend",
            now ->
                now.message().contains("4 VM(s) are in no wave of any plan, docker-02 first")
                    && now.message().contains("spec.waves"));
    plan.await(Phase.AwaitingApproval);
    assertThat(plan.status().pairs().total()).isEqualTo(3);
    assertThat(story.rbx.running()).containsExactly("docker-05");
  }
}
