package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Which recovery VM is the twin of a primary VM.
 *
 * @param recoveryNameTemplate name of the recovery twin; {name} stands for the primary VM
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Pairing(String recoveryNameTemplate) {
  public Pairing {
    recoveryNameTemplate = recoveryNameTemplate == null ? "{name}" : recoveryNameTemplate;
  }
}
