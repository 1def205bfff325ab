package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Tells that a wave serves; the next one waits for it.
 *
 * @param id unique in the plan
 * @param title for people
 * @param timeoutSeconds bound of one attempt, in seconds
 * @param intervalSeconds pause between attempts, in seconds
 * @param blocking false: reported only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReadinessCheck(
    String id,
    String title,
    Integer timeoutSeconds,
    Integer intervalSeconds,
    Boolean blocking,
    TcpProbe tcp,
    HttpProbe http) {
  public ReadinessCheck {
    title = title == null ? id : title;
    timeoutSeconds = timeoutSeconds == null ? 5 : timeoutSeconds;
    intervalSeconds = intervalSeconds == null ? 5 : intervalSeconds;
    blocking = blocking == null ? true : blocking;
  }
}
