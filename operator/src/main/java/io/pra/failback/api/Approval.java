package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A person says yes to exactly one request; the key of the entry is the user. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Approval(
    @JsonPropertyDescription("The id that status.request.id shows. Any other id is worth nothing.")
        @Required
        @Size(min = 1, max = 128)
        String request,
    @JsonPropertyDescription("For the record, such as the number of a change.") @Size(max = 1024)
        String comment) {
  public Approval {
    comment = comment == null ? "" : comment;
  }
}
