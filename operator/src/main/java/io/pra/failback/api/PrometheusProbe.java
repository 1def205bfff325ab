package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Passes when the result of an instant query compares with a value as it must. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PrometheusProbe(
    @JsonPropertyDescription(
            "Where Prometheus is: http or https, without credentials, and without /api/v1/query.")
        @Required
        @Size(min = 1, max = 1024)
        @Pattern("^https?://[^/?#@\\s]+(/[^?#\\s]*)?$")
        String url,
    @JsonPropertyDescription(
            "PromQL whose result is a number or a vector. An empty vector fails, and so does NaN; of several series each must pass.")
        @Required
        @Size(min = 1, max = 2048)
        String query,
    @JsonPropertyDescription("How the result must compare with the value: <, <=, >, >= or ==.")
        @Required
        @Pattern("^(<|<=|>|>=|==)$")
        String operator,
    @JsonPropertyDescription("What the result is compared with.") @Required @Min(-1e15) @Max(1e15)
        Double value,
    @JsonPropertyDescription("Secret with the token that is sent as Authorization: Bearer.")
        SecretKeyRef bearerTokenSecretRef,
    @JsonPropertyDescription(HttpProbe.CA) SecretRef caSecretRef) {}
