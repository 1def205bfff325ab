package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * One failback.
 *
 * @param number from 1
 * @param id episode-<number>
 * @param virtualMachines the pairs it is about
 * @param recoveryStops what it stopped, or is stopping
 * @param rollback null unless one is under way
 * @param attempt requests issued so far
 * @param firstHeldAt when a primary VM was first seen held
 * @param approvedAt of the request under way
 * @param overlapStartedAt when authority became Both
 * @param servingAt when the cutover had ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Episode(
    int number,
    String id,
    Instant startedAt,
    List<EpisodeVm> virtualMachines,
    List<RecoveryStop> recoveryStops,
    Rollback rollback,
    int attempt,
    Instant firstHeldAt,
    Instant approvedAt,
    Instant overlapStartedAt,
    Instant servingAt) {
  public Episode {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    recoveryStops = recoveryStops == null ? List.of() : List.copyOf(recoveryStops);
  }
}
