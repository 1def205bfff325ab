package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One HTTP request, sent with an Idempotency-Key of episode and action.
 *
 * @param url http or https
 * @param method POST, PUT, PATCH or DELETE
 * @param body sent as it is
 * @param contentType of the body
 * @param expectedStatus the status code that means done; 0 for any 2xx
 * @param verify tells whether the effect is there; looked at before a request whose outcome is
 *     unknown is repeated
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HttpRequestAction(
    String url,
    String method,
    String body,
    String contentType,
    Integer expectedStatus,
    HttpProbe verify) {
  public HttpRequestAction {
    method = method == null ? "POST" : method;
    body = body == null ? "" : body;
    contentType = contentType == null ? "application/json" : contentType;
    expectedStatus = expectedStatus == null ? 0 : expectedStatus;
  }
}
