package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PlanRecorder;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 37: GitOps applies the plan as it is in Git, again and again, while people approve by patch.
 */
class Fault37ReappliedIT {
  @RegisterExtension final Story story = new Story();

  @ParameterizedTest
  @ValueSource(strings = {"--server-side=false", "--server-side"})
  void whatIsAppliedAgainChangesNothingAndTheApprovalSurvives(String how) throws Exception {
    story.web.answers("/mysql", 500);
    PlanFixture fixture =
        PlanFixture.erp()
            .with(
                """
                checklist: [{id: go, manual: {}}]
                waves:
                  - name: databases
                    virtualMachines: ["mysql-*"]
                    readiness: [{id: mysql-up, intervalSeconds: 1, http: {url: "%s"}}]
                  - {name: applications, virtualMachines: ["docker-*"]}
                """
                    .formatted(story.web.url("/mysql")));
    String manifest = Serialization.asYaml(fixture.named("erp", story.namespace));
    apply(manifest, how);
    LivePlan plan = story.existing("erp");
    AtomicInteger applied = new AtomicInteger();
    ScheduledExecutorService gitops = Executors.newSingleThreadScheduledExecutor();
    try (PlanRecorder recorder = plan.record()) {
      var loop =
          gitops.scheduleWithFixedDelay(
              () -> {
                apply(manifest, how);
                applied.incrementAndGet();
              },
              0,
              200,
              TimeUnit.MILLISECONDS);
      plan.awaitStatus("an episode", status -> status.phase().inEpisode());
      story.zertoRestores();
      awaitMore(applied);
      story.alice.signsOff(plan, "go");
      plan.openRequest();
      awaitMore(applied);
      story.approves(plan);
      plan.await(Phase.Activating);
      awaitMore(applied);
      story.web.answers("/mysql", 200);
      plan.await(Phase.Completed);
      awaitMore(applied);
      story.referee.permitOnly(PRIMARY_RUNS);
      assertThat(loop.isDone()).as("kubectl apply was refused").isFalse();

      List<FailbackPlanStatus> statuses = recorder.statuses();
      assertThat(requests(statuses)).hasSize(1);
      assertThat(plan.phases())
          .containsExactly(
              Stream.of(Phase.values())
                  .filter(phase -> phase != Phase.Standby)
                  .toArray(Phase[]::new));
      assertThat(plan.hasEvent("RequestVoided", "")).isFalse();
      assertThat(plan.hasEvent("ApprovalWithdrawn", "")).isFalse();
      assertThat(plan.now().getSpec().approvals()).containsOnlyKeys("alice");
    } finally {
      gitops.shutdown();
      assertThat(gitops.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The one that is under way, and a whole one. */
  private static void awaitMore(AtomicInteger applied) {
    int before = applied.get();
    await("applied again").until(() -> applied.get() >= before + 2);
  }

  private static Set<String> requests(List<FailbackPlanStatus> statuses) {
    Set<String> ids = new HashSet<>();
    statuses.stream()
        .filter(status -> status.request() != null)
        .forEach(status -> ids.add(status.request().id()));
    return ids;
  }

  private void apply(String manifest, String how) {
    Lab.Kubectl done = Lab.shared().kubectl(manifest, story.namespace, "apply", how, "-f", "-");
    if (done.exitCode() != 0) {
      throw new IllegalStateException(done.output());
    }
  }
}
