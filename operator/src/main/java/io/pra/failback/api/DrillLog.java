package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;

/** What is remembered of the drills of a plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillLog(
    @JsonPropertyDescription(
            "Whether mode: Drill was answered, by a drill or a refusal; the mode counts again once it was set back.")
        Boolean answered,
    @JsonPropertyDescription(
            "From when the next drill is counted: the end of the last completed one; before the first, when the plan was first looked at.")
        Instant countFrom,
    @JsonPropertyDescription("Drills before lastDrill, newest first.") List<DrillSummary> earlier) {
  /** Before the plan was looked at. */
  static final DrillLog NOTHING = new DrillLog(null, null, null);

  public DrillLog {
    answered = answered != null && answered;
    earlier = earlier == null ? List.of() : List.copyOf(earlier);
  }
}
