package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What the primary site's hosts must have free before people are asked to approve. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapacitySpec(
    @JsonPropertyDescription(
            "Percent of a host's memory and CPU that may be in use once the VMs of the plan run there. Default: 90.")
        @Default("90")
        @Min(1)
        @Max(100)
        Integer ceilingPercent,
    @JsonPropertyDescription(
            "How many vCPUs of the plan's VMs one core carries: a vCPU counts as a core's speed divided by this. Default: 4.")
        @Default("4")
        @Min(1)
        @Max(32)
        Integer vCpusPerCore,
    @JsonPropertyDescription(
            "True: no request is issued, and an open one is void, while the VMs of the plan do not fit. False: it is only said. Default: true.")
        @Default("true")
        Boolean blocking) {
  public CapacitySpec {
    ceilingPercent = ceilingPercent == null ? 90 : ceilingPercent;
    vCpusPerCore = vCpusPerCore == null ? 4 : vCpusPerCore;
    blocking = blocking == null ? true : blocking;
  }
}
