package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How the guard holds. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GuardSpec(
    @JsonPropertyDescription(
            "What is done to a held VM that runs. Suspend keeps its memory (CRON may catch up after the resume); PowerOff cuts the power. Default: Suspend.")
        @Default("Suspend")
        Hold hold,
    @JsonPropertyDescription(
            "An episode over more primary VMs than this does not begin, and the plan says so. Default: 50.")
        @Default("50")
        @Min(1)
        @Max(GuardSpec.HIGHEST_LIMIT)
        Integer maxVirtualMachines) {
  /** The highest {@code maxVirtualMachines} that the API server takes. */
  public static final int HIGHEST_LIMIT = 1000;

  public GuardSpec {
    hold = hold == null ? Hold.Suspend : hold;
    maxVirtualMachines = maxVirtualMachines == null ? 50 : maxVirtualMachines;
  }
}
