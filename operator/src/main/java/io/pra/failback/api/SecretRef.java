package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Names a Secret of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretRef(String name) {}
