package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;

/**
 * What a site was seen to do.
 *
 * @param message one line for the list
 * @param deviations the first 20
 * @param lastContactTime when the vCenter last answered
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteStateStatus(
    Long observedGeneration,
    ObservedActivity activity,
    String message,
    VmCounts virtualMachines,
    List<Deviation> deviations,
    Instant lastContactTime,
    List<Condition> conditions) {
  public SiteStateStatus {
    activity = activity == null ? ObservedActivity.Unknown : activity;
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
