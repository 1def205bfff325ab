package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What the team has promised; exceeding one is reported, and stops nothing. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Objectives(
    @JsonPropertyDescription(
            "Seconds from the first held primary VM to the end of the cutover. Default: 1800.")
        @Default("1800")
        @Min(1)
        @Max(31536000)
        Integer rtoSeconds,
    @JsonPropertyDescription(
            "A primary that is held for more seconds than this is reported as a forgotten failback. Default: 7200.")
        @Default("7200")
        @Min(1)
        @Max(31536000)
        Integer maxHoldSeconds) {
  public Objectives {
    rtoSeconds = rtoSeconds == null ? 1800 : rtoSeconds;
    maxHoldSeconds = maxHoldSeconds == null ? 7200 : maxHoldSeconds;
  }
}
