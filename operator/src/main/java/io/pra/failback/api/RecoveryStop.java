package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A recovery VM that ran when the episode began to stop its site. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryStop(
    @JsonPropertyDescription("The recovery VM.") String name,
    @JsonPropertyDescription("Seen not running since; from then on it is held.") boolean stopped) {}
