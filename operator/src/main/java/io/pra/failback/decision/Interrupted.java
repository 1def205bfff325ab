package io.pra.failback.decision;

import io.pra.failback.api.Phase;
import java.time.Instant;

/**
 * The episode of an earlier plan of this name, which was deleted before the episode was closed.
 *
 * @param episode its id
 * @param phase in which the plan was last seen
 * @param at when that was
 */
public record Interrupted(String episode, Phase phase, Instant at) {

  /** Whether the primary had been approved to take over, and had begun to. */
  boolean handedOver() {
    return phase.inEpisode() && phase.compareTo(Phase.CuttingOver) >= 0;
  }
}
