package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Passes when VMware Tools answer in VMs of the plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.virtualMachines.size() > 0",
    message =
        "virtualMachines of guestHeartbeat must name at least one VM or glob, such as mysql-*",
    fieldPath = ".virtualMachines")
@ValidationRule(
    value = "self.virtualMachines.all(glob, glob.matches(r'^[^\\x00-\\x1f\\x7f/\\\\\\[\\]{}]+$'))",
    message =
        "virtualMachines must be VM names or globs of * and ?; control characters and / \\ [ ] { } cannot be in one",
    fieldPath = ".virtualMachines")
public record GuestHeartbeatProbe(
    @JsonPropertyDescription("Globs over the names of primary VMs of the plan.")
        @Required
        @Size(max = 16)
        List<@Size(max = 80) String> virtualMachines,
    @JsonPropertyDescription("Primary, or Recovery: their twins. Default: Primary.")
        @Default("Primary")
        Side site) {
  public GuestHeartbeatProbe {
    virtualMachines = virtualMachines == null ? List.of() : List.copyOf(virtualMachines);
    site = site == null ? Side.Primary : site;
  }
}
