package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** How an action stands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActionStatus(
    @JsonPropertyDescription("The action.") String id,
    @JsonPropertyDescription(
            "Pending: not begun; Running: its intent is recorded, its outcome is not; Succeeded; Failed: definitely not done; Unknown: nobody can tell, a person must say by signOffs.")
        ActionState state,
    @JsonPropertyDescription("What was seen.") String message,
    @JsonPropertyDescription(
            "When it was begun; of a manual one: since when a person is waited for.")
        Instant startedAt,
    @JsonPropertyDescription("When it ended.") Instant endedAt,
    @JsonPropertyDescription("Who vouched for it; absent unless a person did.") String by,
    @JsonPropertyDescription("True while a sign-off is overdue.") Boolean overdue) {}
