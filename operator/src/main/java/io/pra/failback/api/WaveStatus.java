package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * How a wave stands.
 *
 * @param ready VMs that run
 * @param since when it took this state
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WaveStatus(String name, WaveState state, int ready, int total, Instant since) {}
