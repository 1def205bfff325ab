package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a datastore has for the suspend and swap files of the plan's VMs. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DatastoreCapacity(
    @JsonPropertyDescription("Its name.") String datastore,
    @JsonPropertyDescription("Free space in MiB; absent if the vCenter does not say it.")
        Long freeMiB,
    @JsonPropertyDescription("What the VMs will write in MiB.") long neededMiB,
    @JsonPropertyDescription("What is wrong with it; absent if nothing is.") String message) {}
