package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How long a drill has been in a phase. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillStep(
    @JsonPropertyDescription("The phase.") Phase phase,
    @JsonPropertyDescription("Seconds in it, over all attempts.") double seconds) {}
