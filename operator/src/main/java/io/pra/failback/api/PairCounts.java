package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the pairs of a plan stand. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PairCounts(
    @JsonPropertyDescription("Pairs of the plan.") int total,
    @JsonPropertyDescription("Pairs whose primary VM runs.") int primaryRunning,
    @JsonPropertyDescription("Pairs whose recovery VM runs.") int recoveryRunning,
    @JsonPropertyDescription("Pairs both of whose VMs run.") int bothRunning,
    @JsonPropertyDescription("Pairs neither of whose VMs runs.") int neitherRunning,
    @JsonPropertyDescription("Primary VMs without a twin.") int unpaired) {}
