package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/** A Kubernetes Job in the plan's namespace, followed to its end. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobRun(
    @JsonPropertyDescription(
            "A JobTemplateSpec of batch/v1: metadata (labels, annotations) and spec. backoffLimit is 0, activeDeadlineSeconds is timeoutSeconds, unless it says otherwise.")
        @Required
        @PreserveUnknownFields
        Map<String, Object> template) {
  public JobRun {
    template = template == null ? Map.of() : template;
  }
}
