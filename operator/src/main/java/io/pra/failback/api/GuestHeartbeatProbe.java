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
@ValidationRule(value = Wave.GLOBS, message = Wave.NO_GLOBS, fieldPath = ".virtualMachines")
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
