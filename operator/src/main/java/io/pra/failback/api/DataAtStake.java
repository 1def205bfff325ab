package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** What the recovery site has written that the primary's image lacks. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataAtStake(
    @JsonPropertyDescription(
            "Seconds of writes of the recovery site that are lost if the primary takes over now; from its stop on, that were lost.")
        long seconds,
    @JsonPropertyDescription("The time whose data the primary's image has.") Instant since,
    @JsonPropertyDescription(
            "How it is known. Replication: the actual RPO of the VPGs; Checkpoint: the latest one of VPGs that wait for a commit; Held: nothing is known of replication, so it is counted since the primary was first held, or since the episode began if it has not run yet.")
        DataAtStakeSource source,
    @JsonPropertyDescription("What the team has promised, objectives.rpoSeconds.")
        long objectiveSeconds) {

  /** Whether more is at stake than was promised, so that approvals must accept it. */
  @JsonIgnore
  public boolean isTooMuch() {
    return seconds > objectiveSeconds;
  }
}
