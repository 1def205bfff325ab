package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** A VM that is not as it should be. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Deviation(
    @JsonPropertyDescription("Name of the VM.") String name,
    @JsonPropertyDescription("Its managed object id in the vCenter, such as vm-42.") String moRef,
    @JsonPropertyDescription("What was seen: poweredOn, suspended, poweredOff or unknown.")
        String powerState,
    @JsonPropertyDescription("What it should be.") String desired,
    @JsonPropertyDescription("Since when it deviates.") Instant since) {}
