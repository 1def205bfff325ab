package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row 16: nobody knows whether a VM runs, so it counts as running wherever safety asks. */
class Fault16UnknownPowerIT {
  @RegisterExtension final Story story = new Story();
  @TempDir Path directory;

  @Test
  void aRecoveryVmOnADisconnectedHostIsNotTakenForStoppedWhateverWasLastSaidOfIt() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.sbg.connection("mysql-01", "disconnected");
    awaitOneUnknown();

    story.approves(plan);
    plan.awaitStalled("RecoveryUnknown");
    // What the vCenter repeats of it now is what a host that is away has last said.
    story.sbg.as("alice").powersOff("mysql-01");
    assertThat(story.sbg.vm("mysql-01").powerState()).isEqualTo("poweredOff");
    staysInQuiescing(plan, "mysql-01");

    story.sbg.connection("mysql-01", "connected");
    completes(plan);
  }

  @Test
  void aRecoveryVmOfWhichAReplyDoesNotSayThePowerStateIsNotTakenForStopped() throws Exception {
    ServerIdentity identity = ServerIdentity.create(directory, "proxy", "ip:127.0.0.1");
    try (SoapProxy proxy = new SoapProxy(Lab.shared().info().vcenters().sbg(), identity)) {
      story.alice.patches(
          story.site("sbg"),
          """
          {"spec": {"vcenter": {"url": "%s", "tls": {"caSecretRef": null, "thumbprint": "SHA256:%s"}}}}
          """
              .formatted(proxy.url(), identity.sha256()));
      await("the watches go through the proxy").until(() -> proxy.passed() > 10);
      LivePlan plan = story.awaitsApproval(PlanFixture.erp());
      String mute = story.sbg.vm("mysql-02").moRef();
      proxy.changes((method, reply) -> withoutPowerState(reply, mute));
      story.sbg.post("/sessions/terminate", Map.of());
      awaitOneUnknown();

      story.approves(plan);
      plan.awaitStalled("RecoveryUnknown");
      staysInQuiescing(plan, "mysql-02");

      proxy.behaves();
      story.sbg.post("/sessions/terminate", Map.of());
      completes(plan);
    }
  }

  private void awaitOneUnknown() {
    story
        .site("sbg")
        .awaitStatus(
            "its state is unknown, the others' known",
            status ->
                status.virtualMachines() != null
                    && status.virtualMachines().unknown() == 1
                    && status.virtualMachines().poweredOn() == 5);
  }

  /** Each property of an object is in a changeSet of an update, or in a propSet of a retrieval. */
  private static String withoutPowerState(String reply, String moRef) {
    return reply.replaceAll(
        "(?s)(<obj type=\"VirtualMachine\"[^>]*>%s</obj>(?:(?!</obj>).)*?)<(changeSet|propSet)>\\s*<name>runtime.powerState</name>.*?</\\2>"
            .formatted(moRef),
        "$1");
  }

  private void staysInQuiescing(LivePlan plan, String unknown) {
    long revision = plan.status().revision();
    story.alice.patches(plan, "{\"spec\":{\"paused\":true}}");
    plan.awaitAnswered(Phase.Quiescing);
    story.alice.patches(plan, "{\"spec\":{\"paused\":false}}");
    plan.awaitAnswered(Phase.Quiescing);
    plan.awaitStalled("RecoveryUnknown");
    assertThat(plan.condition("Stalled").getMessage()).contains(unknown).contains("counts as");
    assertThat(plan.status().revision()).isGreaterThan(revision);
    assertThat(story.rbx.running()).isEmpty();
    assertThat(story.referee.startedByOperator(story.rbx)).isEmpty();
  }

  @Test
  void aPrimaryVmOnADisconnectedHostIsNotHeldSoThatTheRecoveryIsNotStopped() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    story.rbx.connection("docker-02", "disconnected");
    plan.awaitStalled("PrimaryUnknown");
    plan.awaitStatus("it does not count as held", status -> status.held().equals("5/6"));
    story.alice.approves(plan, request);
    plan.awaitStatus(
        "the approval was looked at",
        now -> now.observedGeneration() >= plan.now().getMetadata().getGeneration());

    assertThat(plan.phase()).isIn(Phase.Holding, Phase.AwaitingApproval);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
    assertThat(story.sbg.running()).hasSize(6);

    story.permitFailback();
    story.rbx.connection("docker-02", "connected");
    completes(plan);
  }

  @Test
  void aPrimaryVmWhoseHostGoesInTheMiddleOfAWaveIsNotStartedBlindly() {
    LivePlan plan = story.awaitsApproval(PlanFixture.databasesAnswer(story.web.url("/mysql")));
    story.approves(plan);
    plan.awaitStatus(
        "the databases run",
        now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);

    story.rbx.connection("docker-03", "disconnected");
    story.web.answers("/mysql", 200);
    plan.awaitStalled("PrimaryUnknown");
    assertThat(story.referee.startedByOperator(story.rbx)).doesNotContain("docker-03");

    story.rbx.connection("docker-03", "connected");
    completes(plan);
  }

  private void completes(LivePlan plan) {
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.rbx.running()).hasSize(6);
    assertThat(story.sbg.running()).isEmpty();
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
  }
}
