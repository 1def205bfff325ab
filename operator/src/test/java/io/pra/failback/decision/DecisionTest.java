package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import org.junit.jupiter.api.Test;

/** What may rest on the look before, and what is looked at anew. */
class DecisionTest {
  @Test
  void whatMovesAuthorityOrPassesThePointOfNoReturnIsNoNote() {
    assertThat(World.afterFailover().reach(Phase.Completed).enteredByANote)
        .containsExactly(
            Phase.Verifying,
            Phase.StoppingRecovery,
            Phase.Reprotecting,
            Phase.Closing,
            Phase.Completed);
    assertThat(World.overlapAllowed().reach(Phase.Completed).enteredByANote)
        .containsExactly(Phase.Verifying, Phase.StoppingRecovery, Phase.Closing, Phase.Completed);
  }

  @Test
  void whatStartsAVmIsNoNote() {
    World world = World.afterFailover().reach(Phase.Activating);
    assertThat(world.decide().isANote(world.status)).isTrue();

    world.turn();

    assertThat(world.decide().effects()).isNotEmpty();
    assertThat(world.decide().isANote(world.status)).isFalse();
  }
}
