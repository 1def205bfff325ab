package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** One vSphere site, and what it is wanted to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SiteStateSpec(
    VCenterSpec vcenter,
    VmSelector virtualMachines,
    SiteActivity activity,
    Mode mode,
    SiteLimits limits) {
  public SiteStateSpec {
    activity = activity == null ? SiteActivity.PlanDriven : activity;
    mode = mode == null ? Mode.Enforce : mode;
    limits = limits == null ? new SiteLimits(null, null) : limits;
  }
}
