package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** A record that is still to be written. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportDue(
    @JsonPropertyDescription("Such as episode-3, or episode-3-rollback-2.") String id,
    @JsonPropertyDescription("When what it is about had ended.") Instant since) {}
