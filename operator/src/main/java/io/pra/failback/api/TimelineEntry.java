package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** Something that happened. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TimelineEntry(Instant at, Phase phase, String event) {}
