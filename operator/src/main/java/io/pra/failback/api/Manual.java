package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A person signs it off. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manual(
    @JsonPropertyDescription("What to look at, or to do, before signing off.") @Size(max = 4096)
        String instructions) {
  public Manual {
    instructions = instructions == null ? "" : instructions;
  }
}
