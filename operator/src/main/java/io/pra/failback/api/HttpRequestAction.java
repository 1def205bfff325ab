package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** One HTTP request, sent with an Idempotency-Key of episode and action. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "isURL(self.url) && self.url.matches(r'^https?://[^/?#@\\s]+([/?#]\\S*)?$')",
    message =
        "url must be http:// or https:// and a host, without credentials, such as https://erp.example/health",
    fieldPath = ".url")
@ValidationRule(
    value = "self.expectedStatus == 0 || self.expectedStatus >= 200",
    message = "expectedStatus must be 0, for any 2xx, or a status code from 200 to 599",
    fieldPath = ".expectedStatus")
public record HttpRequestAction(
    @JsonPropertyDescription("Where the request goes: http or https, without credentials.")
        @Required
        @Size(min = 1, max = 2048)
        String url,
    @JsonPropertyDescription("POST, PUT, PATCH or DELETE. Default: POST.")
        @Default("POST")
        @Pattern("^(POST|PUT|PATCH|DELETE)$")
        String method,
    @JsonPropertyDescription("Sent as it is. Default: empty.") @Size(max = 65536) String body,
    @JsonPropertyDescription("Content-Type of the body. Default: application/json.")
        @Default("application/json")
        @Size(max = 256)
        @Pattern("^[\\x20-\\x7e]+$")
        String contentType,
    @JsonPropertyDescription("The HTTP status code that means done. Default: 0, any 2xx.")
        @Default("0")
        @Min(0)
        @Max(599)
        Integer expectedStatus,
    @JsonPropertyDescription(
            "Tells whether the effect is there already. Looked at before a request whose outcome is unknown is repeated; without it a person must say.")
        HttpProbe verify,
    @JsonPropertyDescription(HttpProbe.HEADERS) @Size(max = 8) List<HttpHeader> headers,
    @JsonPropertyDescription(HttpProbe.CA) SecretRef caSecretRef) {
  public HttpRequestAction {
    method = method == null ? "POST" : method;
    body = body == null ? "" : body;
    contentType = contentType == null ? "application/json" : contentType;
    expectedStatus = expectedStatus == null ? 0 : expectedStatus;
    headers = headers == null ? List.of() : List.copyOf(headers);
  }

  /** A request without headers of its own, to a peer that the JVM's trust store vouches for. */
  public static HttpRequestAction plain(
      String url,
      String method,
      String body,
      String contentType,
      Integer expectedStatus,
      HttpProbe verify) {
    return new HttpRequestAction(
        url, method, body, contentType, expectedStatus, verify, null, null);
  }
}
