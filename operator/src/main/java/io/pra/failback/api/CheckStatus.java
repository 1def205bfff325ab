package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** How a check stands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CheckStatus(
    @JsonPropertyDescription("The checklist item or readiness check.") String id,
    @JsonPropertyDescription("Pending: not run yet, or waiting for a person; Passed; Failed.")
        CheckState state,
    @JsonPropertyDescription("What was seen.") String message,
    @JsonPropertyDescription("When it was last tried.") Instant checkedAt,
    @JsonPropertyDescription("Who signed it off; absent unless manual.") String by,
    @JsonPropertyDescription("Since when a person is waited for; absent unless one is.")
        Instant since,
    @JsonPropertyDescription("True while a sign-off is overdue.") Boolean overdue) {}
