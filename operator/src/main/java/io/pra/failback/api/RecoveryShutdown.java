package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How recovery VMs are stopped. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryShutdown(
    @JsonPropertyDescription("Seconds that a guest has to shut down cleanly. Default: 120.")
        @Default("120")
        @Min(0)
        @Max(3600)
        Integer guestShutdownSeconds,
    @JsonPropertyDescription(
            "True: the power is cut when that time is over. False: the plan stalls, and a person decides. Default: true.")
        @Default("true")
        Boolean powerOffAfter) {
  public RecoveryShutdown {
    guestShutdownSeconds = guestShutdownSeconds == null ? 120 : guestShutdownSeconds;
    powerOffAfter = powerOffAfter == null ? true : powerOffAfter;
  }
}
