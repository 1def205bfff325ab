package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A person says yes to exactly one request; the key of the entry is the user.
 *
 * @param request the id of the request
 * @param comment for the record
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Approval(String request, String comment) {
  public Approval {
    comment = comment == null ? "" : comment;
  }
}
