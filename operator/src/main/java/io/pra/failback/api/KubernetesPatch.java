package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A merge patch (RFC 7386) of one object in the plan's namespace. There are no JSON patches: one
 * that was done cannot be told from one that was not, and a merge patch does no harm twice.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!self.apiVersion.matches('^(failback\\\\.pra\\\\.io|rbac\\\\.authorization\\\\.k8s\\\\.io|coordination\\\\.k8s\\\\.io|events\\\\.k8s\\\\.io)/') && !(self.apiVersion == 'v1' && self.kind in ['Secret', 'ConfigMap', 'ServiceAccount', 'Event'])",
    message = KubernetesPatch.UNTOUCHABLE)
public record KubernetesPatch(
    @JsonPropertyDescription("Of the object, such as v1 or externaldns.k8s.io/v1alpha1.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[0-9][a-z0-9]*$")
        String apiVersion,
    @JsonPropertyDescription("Of the object, such as Service.")
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        String kind,
    @JsonPropertyDescription("Of the object, in the plan's namespace.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$")
        String name,
    @JsonPropertyDescription("The merge patch, as YAML or JSON. null removes a field.")
        @Required
        @Size(min = 2, max = 16384)
        String patch) {

  /** The kind as kubectl takes it: {@code Service.v1.}, {@code DNSEndpoint.v1alpha1.example}. */
  public String resource() {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? "%s.%s.".formatted(kind, apiVersion)
        : "%s.%s.%s"
            .formatted(kind, apiVersion.substring(slash + 1), apiVersion.substring(0, slash));
  }

  /**
   * Why some objects are out of reach: the operator may write them, or could be given the right to,
   * and who edits a plan must not gain by that.
   */
  public static final String UNTOUCHABLE =
      "kubernetesPatch may not touch Secrets, ConfigMaps, ServiceAccounts, Events, Leases, roles or anything of failback.pra.io";
}
