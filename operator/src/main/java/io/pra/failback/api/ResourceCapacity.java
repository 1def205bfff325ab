package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What there is of something, and what is asked for. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResourceCapacity(
    @JsonPropertyDescription("All that the usable hosts have.") long capacity,
    @JsonPropertyDescription("What runs there uses of it now.") long used,
    @JsonPropertyDescription("What is free below the ceiling, summed over the hosts.") long free,
    @JsonPropertyDescription("What the VMs of the plan that do not run yet ask for.")
        long needed) {}
