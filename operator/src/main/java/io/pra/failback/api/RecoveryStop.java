package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A recovery VM that ran when the episode began to stop its site.
 *
 * @param name inventory name
 * @param stopped seen not running since; from then on it is held
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryStop(String name, boolean stopped) {}
