package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/** How the connection to a database is secured. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.mode == 'Required' || !has(self.caSecretRef)",
    message = "caSecretRef needs mode: Required",
    fieldPath = ".caSecretRef")
public record ServiceTls(
    @JsonPropertyDescription(
            "Required: encrypted, and the certificate is verified and names the host. Disabled: in clear, the password too. Default: Required.")
        @Default("Required")
        TlsMode mode,
    @JsonPropertyDescription(HttpProbe.CA) SecretRef caSecretRef) {
  public ServiceTls {
    mode = mode == null ? TlsMode.Required : mode;
  }
}
