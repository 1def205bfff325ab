package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What Zerto last said of a VPG. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VpgStatus(
    @JsonPropertyDescription("Its name.") String name,
    @JsonPropertyDescription("Status and sub-status, as Zerto names them.") String state,
    @JsonPropertyDescription(
            "Whose VMs it protects: Primary or Recovery; absent if Zerto did not say.")
        Side protects,
    @JsonPropertyDescription("The actual RPO in seconds; absent where Zerto computes none.")
        Integer rpoSeconds,
    @JsonPropertyDescription(
            "Its latest checkpoint, where it waits for the commit of a Move or Failover.")
        Instant latestCheckpoint,
    @JsonPropertyDescription("Whether it waits for the commit of a Move or Failover, or may do so.")
        boolean beforeCommit,
    @JsonPropertyDescription("Since when the operator has seen it wait; absent unless it does.")
        Instant beforeCommitSince,
    @JsonPropertyDescription("When it was read.") Instant observedAt) {

  public VpgStatus withObservedAt(Instant at) {
    return new VpgStatus(
        name,
        state,
        protects,
        rpoSeconds,
        latestCheckpoint,
        beforeCommit,
        beforeCommitSince,
        at.truncatedTo(ChronoUnit.MILLIS));
  }

  public VpgStatus withBeforeCommitSince(Instant since) {
    return new VpgStatus(
        name, state, protects, rpoSeconds, latestCheckpoint, beforeCommit, since, observedAt);
  }
}
