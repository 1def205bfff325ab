package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;

/** Whether the primary site's hosts and datastores can carry the VMs of the plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapacityStatus(
    @JsonPropertyDescription("Sufficient, Insufficient, or Unknown.") CapacityState state,
    @JsonPropertyDescription("What is wrong, or that nothing is, in one line.") String message,
    @JsonPropertyDescription("What a person can do; absent if nothing is wrong.") String nextAction,
    @JsonPropertyDescription("When the vCenter was asked; absent if it has not answered.")
        Instant checkedAt,
    @JsonPropertyDescription("The clusters that the VMs belong to, by name, the first 20.")
        List<ClusterCapacity> clusters,
    @JsonPropertyDescription("The datastores that the VMs write to, by name, the first 20.")
        List<DatastoreCapacity> datastores) {
  public CapacityStatus {
    clusters = clusters == null ? List.of() : List.copyOf(clusters);
    datastores = datastores == null ? List.of() : List.copyOf(datastores);
  }
}
