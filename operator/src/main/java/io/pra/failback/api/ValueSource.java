package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Where a value is that must not be in the plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ValueSource(
    @JsonPropertyDescription("One value of a Secret; it is read anew each time it is needed.")
        @Required
        SecretKeyRef secretKeyRef) {}
