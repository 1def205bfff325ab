package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A person says that production runs at the recovery site. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeclareFailover(
    @JsonPropertyDescription("The user who declares it.") @Required @Size(min = 1, max = 256)
        String by,
    @JsonPropertyDescription("For the record.") @Size(max = 1024) String reason) {
  public DeclareFailover {
    reason = reason == null ? "" : reason;
  }
}
