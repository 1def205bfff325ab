package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Names a SiteState of the same namespace.
 *
 * @param name its name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteRef(String name) {}
