package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a Zerto Virtual Manager is, and how to log in. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "isURL(self.url) && self.url.matches(r'^https://[^/?#@\\s]+/?$')",
    message =
        "url must be https, a host and a port at most, such as https://zvm.sbg.example or https://zvm.sbg.example:9669",
    fieldPath = ".url")
public record ZvmSpec(
    @JsonPropertyDescription(
            "https, host and port: https://zvm.sbg.example, or :9669 for version 9 on Windows.")
        @Required
        @Size(min = 1, max = 2048)
        String url,
    @JsonPropertyDescription(
            "How it wants to be logged in to. Keycloak: version 10 and later. WindowsSession, VCenterSession: version 9 and before, by who knows the user. Default: Keycloak.")
        @Default("Keycloak")
        ZvmLoginKind login,
    @JsonPropertyDescription(
            "Secret whose keys log in: clientId and clientSecret of a Keycloak client of the operator's own, or username and password.")
        @Required
        SecretRef credentialsSecretRef,
    @JsonPropertyDescription(
            "Why the certificate of the ZVM is believed. Without it, the JVM's trust store decides. There is no way to believe any certificate.")
        ZvmTls tls) {
  public ZvmSpec {
    login = login == null ? ZvmLoginKind.Keycloak : login;
  }
}
