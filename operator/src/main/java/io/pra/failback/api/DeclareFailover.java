package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A person says that production runs at the recovery site.
 *
 * @param by the user
 * @param reason for the record
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeclareFailover(String by, String reason) {
  public DeclareFailover {
    reason = reason == null ? "" : reason;
  }
}
