package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A person answers a manual item, or vouches for an action; the key of the entry is its id.
 *
 * @param by the user
 * @param request the episode it is for
 * @param comment for the record
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SignOff(String by, String request, String comment) {
  public SignOff {
    comment = comment == null ? "" : comment;
  }
}
