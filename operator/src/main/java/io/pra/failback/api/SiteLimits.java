package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Bounds of what is done at a site. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteLimits(
    @JsonPropertyDescription(
            "A selector that matches more VMs than this is an alert, and the surplus is never touched. Default: 100.")
        @Default("100")
        @Min(1)
        @Max(10000)
        Integer maxVirtualMachines,
    @JsonPropertyDescription("vCenter tasks of the operator at once. Default: 16.")
        @Default("16")
        @Min(1)
        @Max(256)
        Integer maxConcurrentTasks) {
  public SiteLimits {
    maxVirtualMachines = maxVirtualMachines == null ? 100 : maxVirtualMachines;
    maxConcurrentTasks = maxConcurrentTasks == null ? 16 : maxConcurrentTasks;
  }
}
