package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Why the ZVM is believed; without either, the JVM's trust store. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!(has(self.caSecretRef) && has(self.thumbprint))",
    message =
        "tls must have at most one of caSecretRef and thumbprint; without either, the JVM's trust store decides")
@ValidationRule(
    value =
        "!has(self.thumbprint) || self.thumbprint.matches(r'^SHA256:([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$')",
    message =
        "thumbprint must be SHA256: and 32 bytes in hexadecimal with colons between, as in SHA256:AB:CD:…",
    fieldPath = ".thumbprint")
public record ZvmTls(
    @JsonPropertyDescription(
            "Secret whose key ca.crt holds the certificate authorities to believe, in PEM.")
        SecretRef caSecretRef,
    @JsonPropertyDescription(
            "Pins the certificate of the ZVM itself, such as the self-signed one of an appliance: SHA256: and 32 bytes in hexadecimal, as in SHA256:AB:CD:…")
        @Size(max = 103)
        String thumbprint) {}
