package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How many must approve, and for how long a request stands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApprovalPolicy(
    @JsonPropertyDescription("How many different users must approve a request. Default: 1.")
        @Default("1")
        @Min(1)
        @Max(10)
        Integer required,
    @JsonPropertyDescription(
            "Seconds that a request may be approved for; then a new one is issued. Default: 3600.")
        @Default("3600")
        @Min(1)
        @Max(604800)
        Integer validForSeconds) {
  public ApprovalPolicy {
    required = required == null ? 1 : required;
    validForSeconds = validForSeconds == null ? 3600 : validForSeconds;
  }
}
