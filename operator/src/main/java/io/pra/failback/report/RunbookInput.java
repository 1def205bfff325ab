package io.pra.failback.report;

import io.pra.failback.api.FailbackPlanSpec;
import java.util.List;

/**
 * What a runbook is made from. Two that are equal make the same runbook.
 *
 * @param namespace of the plan
 * @param plan its name
 * @param spec what people want; what they say during an episode is not looked at
 * @param primary the primary site
 * @param recovery the recovery site
 * @param virtualMachines the pairs, as both vCenters had them
 */
public record RunbookInput(
    String namespace,
    String plan,
    FailbackPlanSpec spec,
    Site primary,
    Site recovery,
    List<Machine> virtualMachines) {

  public RunbookInput {
    virtualMachines = List.copyOf(virtualMachines);
  }

  /**
   * How to reach a site.
   *
   * @param name of the SiteState
   * @param url of the vCenter; empty if it is not known
   * @param folder inventory path below which the VMs are; empty for anywhere
   * @param secret name of the Secret with the login
   */
  public record Site(String name, String url, String folder, String secret) {}

  /**
   * A pair.
   *
   * @param wave that it starts with
   * @param primary where to find the primary VM
   * @param recovery where to find the recovery VM
   */
  public record Machine(
      String name, String recoveryName, String wave, Whereabouts primary, Whereabouts recovery) {}

  /**
   * A VM in its vCenter when the runbook was made.
   *
   * @param ref its reference; changes when it is created anew
   * @param uuid its BIOS UUID; empty if it was not known
   */
  public record Whereabouts(String ref, String uuid) {
    public static final Whereabouts UNKNOWN = new Whereabouts("", "");
  }
}
