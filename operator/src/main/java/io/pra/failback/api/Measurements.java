package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** What the episode has cost. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Measurements(
    @JsonPropertyDescription("Seconds that held VMs ran, summed over all VMs.")
        double exposureSeconds,
    @JsonPropertyDescription("Longest time that one held VM ran, in milliseconds.")
        long longestExposureMillis,
    @JsonPropertyDescription("Seconds that both VMs of any pair ran.") double dualActiveSeconds,
    @JsonPropertyDescription("Seconds since the primary was first held.") double holdSeconds,
    @JsonPropertyDescription(
            "Seconds from the first hold to the end of the cutover; absent until then.")
        Double rtoSeconds,
    @JsonPropertyDescription("The same without waitedForPeopleSeconds; absent until then.")
        Double rtoWithoutWaitSeconds,
    @JsonPropertyDescription(
            "Seconds of writes of the recovery site that the switch has lost; absent until then.")
        Double rpoSeconds,
    @JsonPropertyDescription(
            "Seconds, until the end of the cutover, in which nothing but people was waited for: approvals, sign-offs, manual actions.")
        double waitedForPeopleSeconds,
    @JsonPropertyDescription("Since when that is so again; absent while it is not.")
        Instant waitsForPeopleSince) {}
