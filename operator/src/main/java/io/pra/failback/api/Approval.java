package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
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
        String comment,
    @JsonPropertyDescription(
            "Seconds of writes of the recovery site that may be lost. Needed, and at least status.dataAtStake.seconds, once those exceed objectives.rpoSeconds; else the approval does not count.")
        @Min(0)
        @Max(315360000)
        Integer acceptDataLossSeconds) {
  public Approval {
    comment = comment == null ? "" : comment;
  }
}
