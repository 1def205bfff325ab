package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A VM pair that an episode is about. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EpisodeVm(
    @JsonPropertyDescription("The primary VM.") String name,
    @JsonPropertyDescription("Its twin at the recovery site, by the template of the plan.")
        String recoveryName,
    @JsonPropertyDescription(
            "vCenter instance UUID of the primary VM; empty while it does not exist.")
        String instanceUuid,
    @JsonPropertyDescription("BIOS UUID of the primary VM; empty while it does not exist.")
        String biosUuid,
    @JsonPropertyDescription("The wave that it starts with.") String wave) {
  public EpisodeVm {
    instanceUuid = instanceUuid == null ? "" : instanceUuid;
    biosUuid = biosUuid == null ? "" : biosUuid;
  }
}
