package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.status.Meter;
import io.pra.failback.status.PlanStatusFactory;

/**
 * The same plan in the same world, had nobody ever drilled: what is real must be what it is there,
 * step by step, during a drill and ever after.
 */
final class Undrilled {
  private FailbackPlanStatus status;

  Undrilled(FailbackPlanStatus status) {
    this.status = status;
  }

  /** Decides as the plan with drills has decided, and takes the step with it. */
  void follows(World world, Observation seen, Decision decision) {
    Observation without = world.observation(world.plan.withoutDrills(), status);
    Decision undrilled = PlanDecision.decide(without);
    // What becomes of a drill is persisted before the next effect, like any other change.
    boolean drillChanges = decision.drill().changes(seen.status());
    assertThat(real(decision))
        .as("what is decided beside a drill")
        .isEqualTo(real(drillChanges ? undrilled.withoutEffects() : undrilled));
    status = PlanStatusFactory.build(without, undrilled, 1L, Meter.ZERO).status();
  }

  /** What is persisted, and what is held by it. */
  void agreesWith(World world) {
    FailbackPlanStatus now = world.status;
    assertThat(now.phase()).isEqualTo(status.phase());
    assertThat(now.authority()).isEqualTo(status.authority());
    assertThat(now.episode()).isEqualTo(status.episode());
    assertThat(now.request()).isEqualTo(status.request());
    assertThat(now.approvedBy()).isEqualTo(status.approvedBy());
    assertThat(now.pairs()).isEqualTo(status.pairs());
    assertThat(now.dualActive()).isEqualTo(status.dualActive());
    assertThat(now.held()).isEqualTo(status.held());
    assertThat(now.waves()).isEqualTo(status.waves());
    assertThat(now.checklist()).isEqualTo(status.checklist());
    assertThat(now.actions()).isEqualTo(status.actions());
    assertThat(now.measurements()).isEqualTo(status.measurements());
    assertThat(now.failoverSeenSince()).isEqualTo(status.failoverSeenSince());
    for (Side side : Side.values()) {
      assertThat(world.rule(side))
          .as("what is held at the side " + side)
          .isEqualTo(world.rule(side, world.plan.withoutDrills(), status));
    }
  }

  private static Decision real(Decision decision) {
    return decision.withDrill(new DrillDecision.None());
  }

  void restart() {
    status = PlanText.reread(status);
  }
}
