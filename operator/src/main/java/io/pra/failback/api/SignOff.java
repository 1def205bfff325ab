package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A person answers a manual item, or vouches for an action; the key of the entry is its id. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SignOff(
    @JsonPropertyDescription("The user who signs.") @Required @Size(min = 1, max = 256) String by,
    @JsonPropertyDescription(
            "The episode that it is for, as status.episode.id shows, such as episode-3.")
        @Required
        @Size(min = 1, max = 128)
        String request,
    @JsonPropertyDescription("For the record.") @Size(max = 1024) String comment) {
  public SignOff {
    comment = comment == null ? "" : comment;
  }
}
