package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;

/** One failback. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Episode(
    @JsonPropertyDescription("1 for the first failback of the plan.") int number,
    @JsonPropertyDescription("What people name in signOffs and abort: episode-<number>.") String id,
    @JsonPropertyDescription("When it began.") Instant startedAt,
    @JsonPropertyDescription("The VM pairs that it is about.") List<EpisodeVm> virtualMachines,
    @JsonPropertyDescription("The recovery VMs that it stopped, or is stopping.")
        List<RecoveryStop> recoveryStops,
    @JsonPropertyDescription("Set while a way back is under way.") Rollback rollback,
    @JsonPropertyDescription("Requests issued so far.") int attempt,
    @JsonPropertyDescription(
            "Ways back so far. After the first, what comes after the approval is signed off for the request and not for the episode.")
        int rollbacks,
    @JsonPropertyDescription("When a primary VM was first seen held.") Instant firstHeldAt,
    @JsonPropertyDescription("When the request was approved.") Instant approvedAt,
    @JsonPropertyDescription("When both sites were first allowed to run.") Instant overlapStartedAt,
    @JsonPropertyDescription("When the cutover had ended.") Instant servingAt) {
  public Episode {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    recoveryStops = recoveryStops == null ? List.of() : List.copyOf(recoveryStops);
  }

  public Episode withVirtualMachines(List<EpisodeVm> value) {
    return new Episode(
        number,
        id,
        startedAt,
        value,
        recoveryStops,
        rollback,
        attempt,
        rollbacks,
        firstHeldAt,
        approvedAt,
        overlapStartedAt,
        servingAt);
  }

  public Episode withRecoveryStops(List<RecoveryStop> value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        value,
        rollback,
        attempt,
        rollbacks,
        firstHeldAt,
        approvedAt,
        overlapStartedAt,
        servingAt);
  }

  /** A way back begins. */
  public Episode rollingBack(Rollback value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        value,
        attempt,
        rollbacks + 1,
        firstHeldAt,
        null,
        null,
        servingAt);
  }

  public Episode withRollback(Rollback value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        value,
        attempt,
        rollbacks,
        firstHeldAt,
        approvedAt,
        overlapStartedAt,
        servingAt);
  }

  public Episode withAttempt(int value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        rollback,
        value,
        rollbacks,
        firstHeldAt,
        approvedAt,
        overlapStartedAt,
        servingAt);
  }

  public Episode withFirstHeldAt(Instant value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        rollback,
        attempt,
        rollbacks,
        value,
        approvedAt,
        overlapStartedAt,
        servingAt);
  }

  public Episode withApprovedAt(Instant value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        rollback,
        attempt,
        rollbacks,
        firstHeldAt,
        value,
        overlapStartedAt,
        servingAt);
  }

  public Episode withOverlapStartedAt(Instant value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        rollback,
        attempt,
        rollbacks,
        firstHeldAt,
        approvedAt,
        value,
        servingAt);
  }

  public Episode withServingAt(Instant value) {
    return new Episode(
        number,
        id,
        startedAt,
        virtualMachines,
        recoveryStops,
        rollback,
        attempt,
        rollbacks,
        firstHeldAt,
        approvedAt,
        overlapStartedAt,
        value);
  }

  /** A new episode that has done nothing yet. */
  public static Episode begin(int number, Instant now, List<EpisodeVm> virtualMachines) {
    return begin("episode-", number, now, virtualMachines);
  }

  /**
   * A new drill. Its name is another one than any episode's, so that nothing said of one counts in
   * the other.
   */
  public static Episode beginDrill(int number, Instant now, List<EpisodeVm> virtualMachines) {
    return begin("drill-", number, now, virtualMachines);
  }

  private static Episode begin(
      String name, int number, Instant now, List<EpisodeVm> virtualMachines) {
    return new Episode(
        number, name + number, now, virtualMachines, List.of(), null, 0, 0, null, null, null, null);
  }
}
