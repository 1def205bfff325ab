package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A person calls the episode off.
 *
 * @param request the episode, or the request, it is for
 * @param by the user
 * @param reason for the record
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Abort(String request, String by, String reason) {
  public Abort {
    reason = reason == null ? "" : reason;
  }
}
