package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;

/** What a site was seen to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteStateStatus(
    @JsonPropertyDescription("The metadata.generation that this status answers.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "What the site was seen to do. Active: all VMs run. Suspended: all are suspended. Stopped: all are powered off, or suspended and powered off. Mixed: some run. Empty: no VM matches. Unknown: the site, or a VM, cannot be read.")
        ObservedActivity activity,
    @JsonPropertyDescription("The situation in one line.") String message,
    @JsonPropertyDescription("VMs of the site by power state.") VmCounts virtualMachines,
    @JsonPropertyDescription("VMs that are not as they should be, the first 20.")
        List<Deviation> deviations,
    @JsonPropertyDescription("When the vCenter last answered.") Instant lastContactTime,
    @JsonPropertyDescription("Instance UUID of the vCenter that the site was found to be.")
        String vcenterInstanceUuid,
    @JsonPropertyDescription(
            "The standing facts, one entry per type: Ready, Reachable, Converged, InUse.")
        List<Condition> conditions) {
  public SiteStateStatus {
    activity = activity == null ? ObservedActivity.Unknown : activity;
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
