package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** A person signs it off. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manual(
    @JsonPropertyDescription("What to look at, or to do, before signing off.") @Size(max = 4096)
        String instructions,
    @JsonPropertyDescription(
            "Who is asked to. Shown; it lets nobody sign, and keeps nobody from signing.")
        @Size(max = 128)
        String assignee,
    @JsonPropertyDescription(
            "Seconds to sign it off, from when it came up. After that it is overdue: told, and waited for all the same.")
        @Min(1)
        @Max(604800)
        Integer dueSeconds) {
  public Manual {
    assignee = assignee == null ? "" : assignee;
    instructions = instructions == null ? "" : instructions;
  }
}
