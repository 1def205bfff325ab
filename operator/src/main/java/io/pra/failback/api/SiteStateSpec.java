package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** One vSphere site, and what it is wanted to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteStateSpec(
    @JsonPropertyDescription("Where the vCenter of the site is, and how to log in.") @Required
        VCenterSpec vcenter,
    @JsonPropertyDescription(
            "Which VMs are those of the site. Criteria of different kinds are ANDed.")
        @Required
        VmSelector virtualMachines,
    @JsonPropertyDescription(
            "What the site is wanted to do. PlanDriven: the plans decide; without one, only observe. Suspended: standing freeze of every VM, beats any plan. Active: every VM runs unless it is held or its twin may run. Stopped: every VM is shut down. Default: PlanDriven.")
        @Default("PlanDriven")
        SiteActivity activity,
    @JsonPropertyDescription(
            "Enforce: the operator acts. DryRun: it says what it would do, and does nothing. Default: Enforce.")
        @Default("Enforce")
        Mode mode,
    @JsonPropertyDescription("Bounds of what is done at the site.") @Default("{}")
        SiteLimits limits) {
  public SiteStateSpec {
    activity = activity == null ? SiteActivity.PlanDriven : activity;
    mode = mode == null ? Mode.Enforce : mode;
    limits = limits == null ? new SiteLimits(null, null) : limits;
  }
}
