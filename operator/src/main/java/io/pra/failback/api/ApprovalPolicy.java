package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How many must approve, and for how long a request stands.
 *
 * @param required different users
 * @param validForSeconds life of a request
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApprovalPolicy(Integer required, Integer validForSeconds) {
  public ApprovalPolicy {
    required = required == null ? 1 : required;
    validForSeconds = validForSeconds == null ? 3600 : validForSeconds;
  }
}
