package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** How a wave stands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WaveStatus(
    @JsonPropertyDescription("The wave.") String name,
    @JsonPropertyDescription(
            "Pending; Starting: VMs are being powered on; Waiting: all run, readiness checks do not pass yet; Ready; TimedOut; Stopping and Stopped: the same of its recovery VMs.")
        WaveState state,
    @JsonPropertyDescription("VMs that run.") int ready,
    @JsonPropertyDescription("VMs of the wave.") int total,
    @JsonPropertyDescription("When it began to start, or to stop.") Instant since) {}
