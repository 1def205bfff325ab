package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** A way back to Holding that is under way. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rollback(
    @JsonPropertyDescription("Why, in one PascalCase word.") String reason,
    @JsonPropertyDescription("Who and why.") String message,
    @JsonPropertyDescription("When it began.") Instant since) {}
