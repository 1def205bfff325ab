package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;

/** A drill that is over, in short. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillSummary(
    @JsonPropertyDescription("1 for the first drill of the plan.") int number,
    @JsonPropertyDescription("Completed, Stopped (the mode was set back) or Interrupted.")
        DrillOutcome outcome,
    @JsonPropertyDescription("When it ended.") Instant endedAt,
    @JsonPropertyDescription("How long it took.") double seconds,
    @JsonPropertyDescription("How long each phase took.") List<DrillStep> steps) {
  public DrillSummary {
    steps = steps == null ? List.of() : List.copyOf(steps);
  }
}
