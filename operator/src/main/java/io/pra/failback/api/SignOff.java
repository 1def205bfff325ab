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
            "What it is for: the episode, as status.episode.id shows, such as episode-3. For an action or a stage after the approval the request, as status.request.id shows, is as good; once the episode has been rolled back, only that.")
        @Required
        @Size(min = 1, max = 128)
        String request,
    @JsonPropertyDescription("For the record.") @Size(max = 1024) String comment) {
  public SignOff {
    comment = comment == null ? "" : comment;
  }
}
