package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A VM pair that an episode is about.
 *
 * @param name the primary VM
 * @param recoveryName its twin by the template
 * @param instanceUuid of the primary VM; empty while it does not exist
 * @param biosUuid of the primary VM; empty while it does not exist
 * @param wave the wave it starts with
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EpisodeVm(
    String name, String recoveryName, String instanceUuid, String biosUuid, String wave) {
  public EpisodeVm {
    instanceUuid = instanceUuid == null ? "" : instanceUuid;
    biosUuid = biosUuid == null ? "" : biosUuid;
  }
}
