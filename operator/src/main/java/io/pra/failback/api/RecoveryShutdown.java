package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How recovery VMs are stopped.
 *
 * @param guestShutdownSeconds grace time of the guest shutdown
 * @param powerOffAfter cut the power afterwards; false: stall
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecoveryShutdown(Integer guestShutdownSeconds, Boolean powerOffAfter) {
  public RecoveryShutdown {
    guestShutdownSeconds = guestShutdownSeconds == null ? 120 : guestShutdownSeconds;
    powerOffAfter = powerOffAfter == null ? true : powerOffAfter;
  }
}
