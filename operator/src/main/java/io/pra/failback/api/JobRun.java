package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import java.util.LinkedHashMap;
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

  /**
   * The spec of the Job, with the defaults for what the template leaves open. It does not delete
   * itself: its absence would be taken for a Job that was never made, and it goes with the plan.
   *
   * @param timeoutSeconds of the check or action
   */
  public Map<String, Object> spec(int timeoutSeconds) {
    Map<String, Object> spec = new LinkedHashMap<>();
    if (template.get("spec") instanceof Map<?, ?> given) {
      given.forEach((field, value) -> spec.put(String.valueOf(field), value));
    }
    spec.remove("ttlSecondsAfterFinished");
    spec.putIfAbsent("backoffLimit", 0);
    spec.putIfAbsent("activeDeadlineSeconds", timeoutSeconds);
    return spec;
  }
}
