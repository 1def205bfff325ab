package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * How a check stands.
 *
 * @param message what was seen
 * @param checkedAt null if never
 * @param by who signed it off; null unless manual
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CheckStatus(
    String id, CheckState state, String message, Instant checkedAt, String by) {}
