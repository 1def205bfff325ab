package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Bounds of what is done at a site.
 *
 * @param maxVirtualMachines more are never touched
 * @param maxConcurrentTasks vCenter tasks at once
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteLimits(Integer maxVirtualMachines, Integer maxConcurrentTasks) {
  public SiteLimits {
    maxVirtualMachines = maxVirtualMachines == null ? 100 : maxVirtualMachines;
    maxConcurrentTasks = maxConcurrentTasks == null ? 16 : maxConcurrentTasks;
  }
}
