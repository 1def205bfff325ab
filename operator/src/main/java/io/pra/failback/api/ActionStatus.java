package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * How an action stands.
 *
 * @param message what was seen
 * @param startedAt null if never
 * @param endedAt null until it has ended
 * @param by who vouched for it; null unless a person did
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActionStatus(
    String id, ActionState state, String message, Instant startedAt, Instant endedAt, String by) {}
