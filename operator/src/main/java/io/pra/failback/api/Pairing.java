package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which recovery VM is the twin of a primary VM. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.recoveryNameTemplate.split('{name}').size() == 2",
    message = "pairing.recoveryNameTemplate must contain {name} exactly once, such as {name}-dr",
    fieldPath = ".recoveryNameTemplate")
public record Pairing(
    @JsonPropertyDescription(
            "Name of the recovery VM that is the twin of a primary VM; {name} stands for the name of the primary VM, as in {name}-dr. Default: {name}, the same name at both sites.")
        @Default("\"{name}\"")
        @Size(min = 1, max = 160)
        String recoveryNameTemplate) {
  public Pairing {
    recoveryNameTemplate = recoveryNameTemplate == null ? "{name}" : recoveryNameTemplate;
  }
}
