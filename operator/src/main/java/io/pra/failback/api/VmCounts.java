package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** VMs of a site by power state. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VmCounts(
    @JsonPropertyDescription("VMs that the selector matches.") int total,
    @JsonPropertyDescription("VMs that run.") int poweredOn,
    @JsonPropertyDescription("VMs that are suspended.") int suspended,
    @JsonPropertyDescription("VMs that are powered off.") int poweredOff,
    @JsonPropertyDescription(
            "VMs whose power state cannot be read; they count as running wherever safety asks.")
        int unknown) {}
