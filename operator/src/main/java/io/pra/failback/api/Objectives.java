package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the team has promised; exceeding one is reported, and stops nothing.
 *
 * @param rtoSeconds from the first held primary VM to the end of the cutover
 * @param maxHoldSeconds a primary held for longer is a forgotten failback
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Objectives(Integer rtoSeconds, Integer maxHoldSeconds) {
  public Objectives {
    rtoSeconds = rtoSeconds == null ? 1800 : rtoSeconds;
    maxHoldSeconds = maxHoldSeconds == null ? 7200 : maxHoldSeconds;
  }
}
