package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** A VM that is not as it should be. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Deviation(
    String name, String moRef, String powerState, String desired, Instant since) {}
