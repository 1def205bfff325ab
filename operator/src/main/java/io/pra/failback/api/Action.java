package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Something that is done once an episode; exactly one of manual and http is set.
 *
 * @param id unique in the plan
 * @param title for people
 * @param timeoutSeconds bound of one attempt, in seconds
 * @param intervalSeconds pause between attempts, in seconds
 * @param blocking false: a failure is reported and passed over
 * @param manual a person does it and signs it off
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Action(
    String id,
    String title,
    Integer timeoutSeconds,
    Integer intervalSeconds,
    Boolean blocking,
    Manual manual,
    HttpRequestAction http) {
  public Action {
    title = title == null ? id : title;
    timeoutSeconds = timeoutSeconds == null ? 30 : timeoutSeconds;
    intervalSeconds = intervalSeconds == null ? 10 : intervalSeconds;
    blocking = blocking == null ? true : blocking;
  }
}
