package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** Something that happened. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TimelineEntry(
    @JsonPropertyDescription("When.") Instant at,
    @JsonPropertyDescription("The phase that it happened in.") Phase phase,
    @JsonPropertyDescription("What happened.") String event) {}
