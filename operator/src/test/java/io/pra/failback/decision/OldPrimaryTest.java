package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import org.junit.jupiter.api.Test;

/** What counts as proof that the old primary of a promotion takes no writes. */
class OldPrimaryTest {
  private static final String PROMOTE =
      "[{id: promote, redis: {replica: {host: redis.rbx}, oldPrimary: {server: {host: redis.sbg}%s}}}]";

  private final World world = World.afterFailover();

  /** The old primary as the promotion is told of it, once everything of the recovery site stops. */
  private OldPrimary inFinalSync(String virtualMachine) {
    world.plan.patch("finalSync: " + PROMOTE.formatted(virtualMachine));
    world.actionsEnd = null;
    world.reach(Phase.Quiescing);
    world.settle();
    return told();
  }

  @Test
  void aRecoveryVmThatIsDownAndHeldIsProof() {
    assertThat(inFinalSync(", virtualMachine: mysql-01"))
        .isEqualTo(new OldPrimary(true, "recovery VM mysql-01 is seen down, and is held there"));
  }

  @Test
  void withoutAVmThereIsNone() {
    assertThat(inFinalSync("").isDown()).isFalse();
  }

  @Test
  void aVmThatThePlanDoesNotHoldIsNone() {
    assertThat(inFinalSync(", virtualMachine: elsewhere-01"))
        .isEqualTo(new OldPrimary(false, "elsewhere-01 is no recovery VM of this plan"));
  }

  @Test
  void whileTheRecoverySiteMayRunThereIsNone() {
    world.plan.patch("overlap: Allowed").patch("finalSync: []");
    world.plan.patch("cutover: " + PROMOTE.formatted(", virtualMachine: mysql-01"));
    world.actionsEnd = null;
    world.reach(Phase.CuttingOver);
    assertThat(world.status.authority()).isEqualTo(Authority.Both);
    world.recovery.power(world.recovery.all("mysql-01").get(0).ref(), PowerState.POWERED_OFF);
    world.settle();

    assertThat(told())
        .isEqualTo(
            new OldPrimary(
                false,
                "the recovery site may run as overlap: Allowed lets it: recovery VM mysql-01 is not held"));
  }

  @Test
  void beforeAWaveItIsProofUnlessTheOverlapLetsTheRecoverySiteRun() {
    String waves =
        "waves: [{name: all, virtualMachines: [\"*\"], before: %s}]"
            .formatted(PROMOTE.formatted(", virtualMachine: mysql-01"));
    world.plan.patch(waves);
    world.reach(Phase.Activating).actionsEnd = null;
    world.settle();
    assertThat(told().isDown()).isTrue();

    World both = World.overlapAllowed();
    both.plan.patch(waves);
    both.reach(Phase.Activating).actionsEnd = null;
    both.settle();
    assertThat(told(both).isDown()).isFalse();
    assertThat(told(both).why()).contains("overlap: Allowed");
  }

  private OldPrimary told() {
    return told(world);
  }

  private static OldPrimary told(World world) {
    return world.done.stream()
        .filter(Effect.RunAction.class::isInstance)
        .map(effect -> ((Effect.RunAction) effect).oldPrimary())
        .reduce((first, last) -> last)
        .orElseThrow();
  }
}
