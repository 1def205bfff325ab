package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Passes when a GET is answered as expected. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "isURL(self.url) && self.url.matches(r'^https?://[^/?#@\\s]+([/?#]\\S*)?$')",
    message =
        "url must be http:// or https:// and a host, without credentials, such as https://erp.example/health",
    fieldPath = ".url")
public record HttpProbe(
    @JsonPropertyDescription("What to GET: http or https, without credentials.")
        @Required
        @Size(min = 1, max = 2048)
        String url,
    @JsonPropertyDescription(
            "The HTTP status code that passes; redirects are not followed. Default: 200.")
        @Default("200")
        @Min(100)
        @Max(599)
        Integer expectedStatus,
    @JsonPropertyDescription("Text that the body must contain. Default: empty, any body passes.")
        @Size(max = 1024)
        String bodyContains,
    @JsonPropertyDescription(
            "Regular expression, in the syntax of RE2, that must match somewhere in the body. Default: empty, any body passes.")
        @Size(max = 256)
        String bodyMatches,
    @JsonPropertyDescription(HEADERS) @Size(max = 8) List<HttpHeader> headers,
    @JsonPropertyDescription(CA) SecretRef caSecretRef) {
  static final String HEADERS = "Sent with the request.";
  static final String CA =
      "Secret whose key ca.crt holds the certificate authorities to believe, in PEM. Without it, the JVM's trust store decides.";

  public HttpProbe {
    expectedStatus = expectedStatus == null ? 200 : expectedStatus;
    bodyContains = bodyContains == null ? "" : bodyContains;
    bodyMatches = bodyMatches == null ? "" : bodyMatches;
    headers = headers == null ? List.of() : List.copyOf(headers);
  }

  /** A GET without headers of its own, to a peer that the JVM's trust store vouches for. */
  public static HttpProbe plain(String url, Integer expectedStatus, String bodyContains) {
    return new HttpProbe(url, expectedStatus, bodyContains, null, null, null);
  }
}
