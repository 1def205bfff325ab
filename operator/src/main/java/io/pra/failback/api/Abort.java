package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A person calls the episode off. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Abort(
    @JsonPropertyDescription("The episode, or the request, that it is for, such as episode-3.")
        @Required
        @Size(min = 1, max = 128)
        String request,
    @JsonPropertyDescription("The user who aborts.") @Required @Size(min = 1, max = 256) String by,
    @JsonPropertyDescription("For the record.") @Size(max = 1024) String reason) {
  public Abort {
    reason = reason == null ? "" : reason;
  }
}
