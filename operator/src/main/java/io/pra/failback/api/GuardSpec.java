package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How the guard holds.
 *
 * @param hold what is done to a held VM that runs
 * @param maxVirtualMachines an episode over more VMs does not begin
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GuardSpec(Hold hold, Integer maxVirtualMachines) {
  public GuardSpec {
    hold = hold == null ? Hold.Suspend : hold;
    maxVirtualMachines = maxVirtualMachines == null ? 50 : maxVirtualMachines;
  }
}
