package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ControllerManager;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jobs as a check and as an action, at a real API server with its controllers. The test plays the
 * kubelet: it writes what becomes of the pods.
 */
class JobIT {
  private static final String COMPONENT = "jobs";
  private static final String TEMPLATE =
      "{spec: {template: {spec: {restartPolicy: Never, containers: [{name: sync, image: sync, env: [{name: MODE, value: full}]}]}}}}";

  private static ControllerManager controllers;

  @RegisterExtension final Story story = new Story();

  @BeforeAll
  static void startControllers() {
    controllers = new ControllerManager();
  }

  @AfterAll
  static void stopControllers() {
    controllers.close();
  }

  @BeforeEach
  void give() {
    story.rights.areGivenBy(COMPONENT);
  }

  @AfterEach
  void takeBack() {
    story.rights.areTakenBack(COMPONENT);
  }

  private static PlanFixture withJobs() {
    return PlanFixture.erp()
        .with(
            """
            finalSync: [{id: sync, timeoutSeconds: 60, intervalSeconds: 1, job: {template: %1$s}}]
            checklist:
              - {id: smoke, stage: AfterActivation, timeoutSeconds: 60, intervalSeconds: 1, job: {template: %1$s}}
            """
                .formatted(TEMPLATE));
  }

  private List<Job> jobs(String id) {
    return Lab.shared()
        .admin()
        .batch()
        .v1()
        .jobs()
        .inNamespace(story.namespace)
        .withLabel("failback.pra.io/id", id)
        .list()
        .getItems();
  }

  private Job onlyJob(String id) {
    return await("a Job of " + id).until(() -> jobs(id), found -> found.size() == 1).get(0);
  }

  private static void completes(Job job) {
    ends(job, "Succeeded");
  }

  private static void fails(Job job) {
    ends(job, "Failed");
  }

  /** As its kubelet would tell of a pod whose containers have ended. */
  private static void ends(Job job, String phase) {
    await("a pod of " + job.getMetadata().getName()).until(() -> pod(job).isPresent());
    Lab.shared()
        .admin()
        .resource(pod(job).orElseThrow())
        .editStatus(
            pod -> {
              pod.setStatus(new PodStatusBuilder().withPhase(phase).build());
              return pod;
            });
  }

  private static Optional<Pod> pod(Job job) {
    return Lab.shared()
        .admin()
        .pods()
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel("batch.kubernetes.io/controller-uid", job.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .findFirst();
  }

  private String uid(LivePlan plan) {
    return Lab.shared()
        .admin()
        .resources(FailbackPlan.class)
        .inNamespace(story.namespace)
        .withName(plan.name())
        .get()
        .getMetadata()
        .getUid();
  }

  @Test
  void aFailbackWaitsForItsJobs() {
    LivePlan plan = story.awaitsApproval(withJobs());
    assertThat(jobs("sync")).isEmpty();
    story.approves(plan);

    Job sync = onlyJob("sync");
    assertThat(sync.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid(plan)));
    assertThat(sync.getSpec().getBackoffLimit()).isZero();
    assertThat(sync.getSpec().getActiveDeadlineSeconds()).isEqualTo(60);
    assertThat(plan.phase()).isEqualTo(Phase.Quiescing);
    assertThat(story.rbx.running()).isEmpty();

    completes(sync);
    Job smoke = onlyJob("smoke");
    assertThat(plan.phase()).isEqualTo(Phase.Verifying);
    fails(smoke);
    plan.awaitStalled("CheckFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("BackoffLimitExceeded");
    await("another one in its place")
        .until(() -> !onlyJob("smoke").getMetadata().getUid().equals(smoke.getMetadata().getUid()));
    completes(onlyJob("smoke"));

    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(jobs("sync")).hasSize(1);
  }

  @Test
  void aJobOfAnActionIsFoundAfterARestartAndMadeOnce() {
    LivePlan plan = story.awaitsApproval(withJobs());
    story.approves(plan);
    Job sync = onlyJob("sync");

    story.operator.kill();
    story.operator.start(story.namespace);
    completes(sync);

    completes(onlyJob("smoke"));
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(onlyJob("sync").getMetadata().getUid()).isEqualTo(sync.getMetadata().getUid());
  }

  @Test
  void aJobThatFailsStallsAndAnotherIsMadeInItsPlace() {
    LivePlan plan = story.awaitsApproval(withJobs());
    story.approves(plan);
    Job first = onlyJob("sync");
    fails(first);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("has failed: BackoffLimitExceeded: Job has reached");
    assertThat(story.rbx.running()).isEmpty();
    await("another one in its place")
        .until(() -> !onlyJob("sync").getMetadata().getUid().equals(first.getMetadata().getUid()));
  }

  @Test
  void aJobThatDoesNotEndInItsTimeIsStoppedAndNothingFollowsIt() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    "finalSync: [{id: sync, timeoutSeconds: 3, job: {template: %s}}]"
                        .formatted(TEMPLATE)));
    story.approves(plan);
    Job first = onlyJob("sync");
    await("it runs").until(() -> pod(first).isPresent());

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage()).contains("DeadlineExceeded");
    assertThat(pod(first)).isEmpty();
    assertThat(plan.phase()).isEqualTo(Phase.Quiescing);
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void withoutTheRightThePlanSaysWhichComponentGivesIt() {
    story.rights.areTakenBack(COMPONENT);
    LivePlan plan = story.awaitsApproval(withJobs());
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains(
            "the operator may not get jobs.batch in namespace %s: apply deploy/components/jobs"
                .formatted(story.namespace));
  }

  @Test
  void aTemplateThatIsNoneIsRefusedInTheApiServersWords() {
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    "finalSync: [{id: sync, job: {template: {spec: {template: {spec: {restartPolicy: Always}}}}}}]"));
    story.approves(plan);

    plan.awaitStalled("ActionFailed");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("the API server answers 422")
        .contains("containers");
    assertThat(jobs("sync")).isEmpty();
  }
}
