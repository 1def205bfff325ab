package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What a cluster, or a standalone host, has for the VMs of the plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClusterCapacity(
    @JsonPropertyDescription("Its name.") String cluster,
    @JsonPropertyDescription("How many hosts it has.") int hosts,
    @JsonPropertyDescription("How many of them can take VMs now.") int usableHosts,
    @JsonPropertyDescription("The others, and why not, the first 20.") List<String> unusable,
    @JsonPropertyDescription("Memory of the usable hosts, in MiB.") ResourceCapacity memoryMiB,
    @JsonPropertyDescription("Processors of the usable hosts, in MHz.") ResourceCapacity cpuMHz,
    @JsonPropertyDescription(
            "VMs that fit on no host, the largest first, the first 20: neither alone nor beside the others.")
        List<String> unplaced,
    @JsonPropertyDescription("The same in one line.") String message) {
  public ClusterCapacity {
    unusable = unusable == null ? List.of() : List.copyOf(unusable);
    unplaced = unplaced == null ? List.of() : List.copyOf(unplaced);
  }
}
