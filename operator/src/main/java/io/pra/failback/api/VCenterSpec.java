package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the vCenter is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "isURL(self.url) && self.url.matches(r'^https://[^/?#@\\s]+/sdk$')",
    message =
        "url must be https and end in /sdk, without credentials, such as https://vcenter.rbx.example/sdk",
    fieldPath = ".url")
public record VCenterSpec(
    @JsonPropertyDescription(
            "The SOAP endpoint: https and ending in /sdk, as in https://vcenter.rbx.example/sdk.")
        @Required
        @Size(min = 1, max = 2048)
        String url,
    @JsonPropertyDescription("Secret whose keys username and password log in to the vCenter.")
        @Required
        SecretRef credentialsSecretRef,
    @JsonPropertyDescription(
            "Why the certificate of the vCenter is believed. Without it, the JVM's trust store decides. There is no way to believe any certificate.")
        VCenterTls tls,
    @JsonPropertyDescription(
            "Instance UUID that the vCenter must have. Without it any vCenter is believed, and once an episode rests on the site, the one that it was then. To be set when the vCenter is replaced in the middle of an episode.")
        @Pattern("^[0-9a-fA-F-]{36}$")
        String instanceUuid) {
  public VCenterSpec {
    instanceUuid = instanceUuid == null || instanceUuid.isEmpty() ? null : instanceUuid;
  }
}
