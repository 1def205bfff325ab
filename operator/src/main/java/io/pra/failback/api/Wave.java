package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** VMs that come up together. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.name.matches(r'^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')",
    message =
        "name of a wave must be 1 to 63 lower-case letters, digits and '-', such as databases",
    fieldPath = ".name")
@ValidationRule(
    value = "self.virtualMachines.size() > 0",
    message = "virtualMachines of a wave must name at least one VM or glob, such as mysql-*",
    fieldPath = ".virtualMachines")
@ValidationRule(
    value = "self.virtualMachines.all(glob, glob.matches(r'^[^\\x00-\\x1f\\x7f/\\\\\\[\\]{}]+$'))",
    message =
        "virtualMachines must be VM names or globs of * and ?; control characters and / \\ [ ] { } cannot be in one",
    fieldPath = ".virtualMachines")
public record Wave(
    @JsonPropertyDescription(
            "Names the wave in status and events; unique in the plan. 1 to 63 lower-case letters, digits and dashes.")
        @Required
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "Globs over the names of primary VMs; * stands for any text, ? for one character. A VM must match one wave only: the plan stalls on a VM that matches two.")
        @Required
        @Size(max = 50)
        List<@Size(max = 80) String> virtualMachines,
    @JsonPropertyDescription(
            "Seconds that the wave may take to become ready. After that the plan stalls; it never goes on by itself. Default: 600.")
        @Default("600")
        @Min(1)
        @Max(86400)
        Integer timeoutSeconds,
    @JsonPropertyDescription(
            "Checks that tell that the wave serves; the next wave waits until every blocking one passes. Without any, a wave is ready when its VMs run.")
        @Size(max = 10)
        List<ReadinessCheck> readiness) {
  public Wave {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    timeoutSeconds = timeoutSeconds == null ? 600 : timeoutSeconds;
    readiness = readiness == null ? List.of() : List.copyOf(readiness);
  }
}
