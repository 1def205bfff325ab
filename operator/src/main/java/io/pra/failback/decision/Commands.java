package io.pra.failback.decision;

import io.pra.failback.api.GuardSpec;
import java.util.Optional;

/** The exact commands that a person is told to type. */
final class Commands {
  private final String namespace;
  private final String patch;

  Commands(String namespace, String plan) {
    this.namespace = namespace;
    this.patch = "kubectl patch failbackplan %s -n %s --type merge -p ".formatted(plan, namespace);
  }

  String approve(String requestId, Optional<Long> dataLoss) {
    String accepted =
        dataLoss
            .map(seconds -> ",\"acceptDataLossSeconds\":%d".formatted(withRoom(seconds)))
            .orElse("");
    return patch
        + "'{\"spec\":{\"approvals\":{\"<you>\":{\"request\":\"%s\"%s}}}}'"
            .formatted(requestId, accepted);
  }

  /** Rounded up to five minutes, with a minute to type it in: what is at stake goes on growing. */
  private static long withRoom(long seconds) {
    return (seconds + 60 + 299) / 300 * 300;
  }

  String commitPolicyNone() {
    return patch + "'{\"spec\":{\"zerto\":{\"commitPolicy\":\"None\"}}}'";
  }

  String signOff(String id, String episodeId) {
    return patch
        + "'{\"spec\":{\"signOffs\":{\"%s\":{\"by\":\"<you>\",\"request\":\"%s\"}}}}'"
            .formatted(id, episodeId);
  }

  String abort(String episodeId) {
    return patch
        + "'{\"spec\":{\"abort\":{\"request\":\"%s\",\"by\":\"<you>\",\"reason\":\"<why>\"}}}'"
            .formatted(episodeId);
  }

  String clearAbort() {
    return patch + "'{\"spec\":{\"abort\":null}}'";
  }

  String resume() {
    return patch + "'{\"spec\":{\"paused\":false}}'";
  }

  String assertAuthority(String which) {
    return patch + "'{\"spec\":{\"initialAuthority\":\"%s\"}}'".formatted(which);
  }

  String raiseLimit(int atLeast) {
    if (atLeast > GuardSpec.HIGHEST_LIMIT) {
      return "not possible beyond %d, so share the VMs out among several plans"
          .formatted(GuardSpec.HIGHEST_LIMIT);
    }
    return patch + "'{\"spec\":{\"guard\":{\"maxVirtualMachines\":%d}}}'".formatted(atLeast);
  }

  String capacityOnlyAdvises() {
    return patch + "'{\"spec\":{\"capacity\":{\"blocking\":false}}}'";
  }

  String enforce(String site) {
    return patchSite(site, "\"mode\":\"Enforce\"");
  }

  String planDriven(String site) {
    return patchSite(site, "\"activity\":\"PlanDriven\"");
  }

  private String patchSite(String site, String field) {
    return "kubectl patch sitestate %s -n %s --type merge -p '{\"spec\":{%s}}'"
        .formatted(site, namespace, field);
  }
}
