package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.stream.Stream;

/** VMs that come up together. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.name.matches(r'^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')",
    message =
        "name of a wave must be 1 to 63 lower-case letters, digits and '-', such as databases",
    fieldPath = ".name")
@ValidationRule(
    value = "self.virtualMachines.size() > 0",
    message = "virtualMachines of a wave must name at least one VM or glob, such as mysql-*",
    fieldPath = ".virtualMachines")
@ValidationRule(value = Wave.GLOBS, message = Wave.NO_GLOBS, fieldPath = ".virtualMachines")
@ValidationRule(
    value =
        "(!has(self.before) || self.before.all(action, !has(action.zerto))) && (!has(self.after) || self.after.all(action, !has(action.zerto)))",
    message =
        "an action of kind zerto is for reprotect only: it commits, and there is no way back from that")
public record Wave(
    @JsonPropertyDescription(
            "Names the wave in status and events; unique in the plan. 1 to 63 lower-case letters, digits and dashes.")
        @Required
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "Globs over the names of primary VMs; * stands for any text, ? for one character. A VM must match one wave only: the plan stalls on a VM that matches two.")
        @Required
        @Size(max = 50)
        List<@Size(max = 80) String> virtualMachines,
    @JsonPropertyDescription(
            "Seconds that the wave may take to become ready. After that the plan stalls; it never goes on by itself. Default: 600.")
        @Default("600")
        @Min(1)
        @Max(86400)
        Integer timeoutSeconds,
    @JsonPropertyDescription(
            "Checks that tell that the wave serves; the next wave waits until every blocking one passes. Without any, a wave is ready when its VMs run.")
        @Size(max = 10)
        List<ReadinessCheck> readiness,
    @JsonPropertyDescription(
            "Actions before any of its VMs is started, in this order. A rollback undoes none of them. Not of kind zerto.")
        @Size(max = 4)
        List<Action> before,
    @JsonPropertyDescription(
            "Actions when the wave is ready and before the next one begins, in this order. A rollback undoes none of them. Not of kind zerto.")
        @Size(max = 4)
        List<Action> after) {
  /** That every VM is named by a name or a glob, in CEL. */
  static final String GLOBS =
      "self.virtualMachines.all(glob, glob.matches(r'^[^\\x00-\\x1f\\x7f/\\\\\\[\\]{}]+$'))";

  static final String NO_GLOBS =
      "virtualMachines must be VM names or globs of * and ?; control characters and / \\ [ ] { } cannot be in one";

  /** The ids of the actions of {@code wave}, as a list in CEL. */
  static final String ACTION_IDS =
      "((has(wave.before) ? wave.before.map(action, action.id) : []) + (has(wave.after) ? wave.after.map(action, action.id) : []))";

  public Wave {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    timeoutSeconds = timeoutSeconds == null ? 600 : timeoutSeconds;
    readiness = readiness == null ? List.of() : List.copyOf(readiness);
    before = before == null ? List.of() : List.copyOf(before);
    after = after == null ? List.of() : List.copyOf(after);
  }

  /** Its actions, in the order in which they run. */
  @JsonIgnore
  public List<Action> actions() {
    return Stream.concat(before.stream(), after.stream()).toList();
  }
}
