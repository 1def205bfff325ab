package io.pra.failback.harness;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;

import io.pra.failback.api.Phase;
import java.util.EnumSet;

/** A failback that rests in every phase that it can rest in, until somebody lets it go on. */
public final class RestingFailback {
  private final Story story;
  private final PlanFixture fixture;
  private LivePlan plan;

  public RestingFailback(Story story) {
    this.story = story;
    this.fixture =
        PlanFixture.erp()
            .with(
                """
                waves:
                  - name: databases
                    virtualMachines: ["mysql-*"]
                    readiness: [{id: mysql-up, intervalSeconds: 1, http: {url: "%s"}}]
                  - {name: applications, virtualMachines: ["docker-*"]}
                checklist:
                  - {id: go, manual: {}}
                  - {id: healthy, stage: AfterActivation, manual: {}}
                  - {id: users, stage: AfterCutover, manual: {}}
                  - {id: post-mortem, stage: Closing, manual: {}}
                reprotect: [{id: reverse, manual: {}}]
                recoveryShutdown: {guestShutdownSeconds: 60}
                """
                    .formatted(story.web.url("/mysql")));
  }

  public PlanFixture fixture() {
    return fixture;
  }

  /** Applies the plan, and lets it go on until it rests in this phase. */
  public LivePlan reach(Phase phase) {
    plan = story.holds(fixture);
    story.zertoRestores();
    goOnTo(phase);
    return plan;
  }

  /** Lets it go on until it rests in this phase. */
  public void goOnTo(Phase phase) {
    while (plan.phase() != phase) {
      goOn();
    }
  }

  /** It only passes through a phase in which the people have said everything beforehand. */
  private void awaitAtLeast(Phase phase) {
    plan.awaitStatus(
        "phase %s or a later one".formatted(phase),
        now -> EnumSet.range(phase, Phase.Completed).contains(now.phase()));
  }

  /** From the phase in which it rests to the next. */
  private void goOn() {
    switch (plan.phase()) {
      case Holding -> {
        story.alice.signsOff(plan, "go");
        plan.await(Phase.AwaitingApproval);
      }
      case AwaitingApproval -> {
        story.sbg.guests(200, "mysql-*");
        story.approves(plan);
        plan.awaitStatus(
            "the applications are down",
            now -> now.phase() == Phase.Quiescing && now.pairs().recoveryRunning() == 2);
      }
      case Quiescing -> {
        story.sbg.as("alice").powersOff("mysql-*");
        plan.awaitStatus(
            "the databases run",
            now -> now.phase() == Phase.Activating && now.pairs().primaryRunning() == 2);
      }
      case Activating -> {
        story.web.answers("/mysql", 200);
        awaitAtLeast(Phase.Verifying);
      }
      case Verifying -> {
        story.alice.signsOff(plan, "healthy");
        awaitAtLeast(Phase.CuttingOver);
      }
      case CuttingOver -> {
        story.alice.signsOff(plan, "users");
        plan.await(Phase.Reprotecting);
      }
      case Reprotecting -> {
        story.alice.signsOff(plan, "reverse");
        plan.await(Phase.Closing);
      }
      case Closing -> {
        story.alice.signsOff(plan, "post-mortem");
        plan.await(Phase.Completed);
        story.referee.permitOnly(PRIMARY_RUNS);
      }
      // It only passes through, where nothing has to be waited for.
      case StoppingRecovery -> plan.await(Phase.Reprotecting);
      case Standby, Completed ->
          throw new IllegalStateException("it does not rest in " + plan.phase());
    }
  }
}
