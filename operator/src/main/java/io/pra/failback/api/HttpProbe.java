package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Passes when a GET is answered as expected.
 *
 * @param url http or https
 * @param expectedStatus the status code that passes
 * @param bodyContains text that the body must contain; empty for any body
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HttpProbe(String url, Integer expectedStatus, String bodyContains) {
  public HttpProbe {
    expectedStatus = expectedStatus == null ? 200 : expectedStatus;
    bodyContains = bodyContains == null ? "" : bodyContains;
  }
}
