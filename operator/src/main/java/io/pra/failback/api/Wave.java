package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * VMs that come up together.
 *
 * @param name unique in the plan
 * @param virtualMachines globs over names of primary VMs
 * @param timeoutSeconds time to become ready before the plan stalls
 * @param readiness all blocking ones must pass
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Wave(
    String name,
    List<String> virtualMachines,
    Integer timeoutSeconds,
    List<ReadinessCheck> readiness) {
  public Wave {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    timeoutSeconds = timeoutSeconds == null ? 600 : timeoutSeconds;
    readiness = readiness == null ? List.of() : List.copyOf(readiness);
  }
}
