package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A way back to Holding that is under way.
 *
 * @param reason PascalCase
 * @param message who and why
 * @param since when it began
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rollback(String reason, String message, Instant since) {}
