package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What the team has promised; exceeding one is reported. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Objectives(
    @JsonPropertyDescription(
            "Seconds from the first held primary VM to the end of the cutover. Default: 1800.")
        @Default("1800")
        @Min(1)
        @Max(31536000)
        Integer rtoSeconds,
    @JsonPropertyDescription(
            "Seconds of writes of the recovery site that the switch may lose. If more is at stake, the request says so, and an approval counts only if it accepts that much by acceptDataLossSeconds. Default: 300.")
        @Default("300")
        @Min(0)
        @Max(31536000)
        Integer rpoSeconds,
    @JsonPropertyDescription(
            "A primary that is held for more seconds than this is reported as a forgotten failback. Default: 7200.")
        @Default("7200")
        @Min(1)
        @Max(31536000)
        Integer maxHoldSeconds) {
  public Objectives {
    rtoSeconds = rtoSeconds == null ? 1800 : rtoSeconds;
    rpoSeconds = rpoSeconds == null ? 300 : rpoSeconds;
    maxHoldSeconds = maxHoldSeconds == null ? 7200 : maxHoldSeconds;
  }
}
