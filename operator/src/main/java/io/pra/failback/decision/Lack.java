package io.pra.failback.decision;

import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A privilege that the operator's account needs and does not have.
 *
 * @param site where
 * @param privilege its id
 * @param machines names of the VMs at which it is missing
 */
public record Lack(String site, String privilege, List<String> machines) {
  private static final int NAMED = 3;

  /** What people can do about it; the user guide lists the privileges. */
  public static final String NEXT_STEP =
      "give the operator's account a role with these privileges on these VMs; it is looked at again"
          + " every few seconds";

  /** What is missing at a site for anything that was asked for there. */
  public static List<Lack> of(SiteView site) {
    Map<String, TreeSet<String>> machines = new TreeMap<>();
    for (VirtualMachine vm : site.virtualMachines()) {
      site.preflight()
          .missing()
          .getOrDefault(vm.ref(), Set.of())
          .forEach(privilege -> note(machines, privilege, vm));
    }
    return list(site, machines);
  }

  /** What is missing at both sites for a plan. */
  public static List<Lack> of(
      FailbackPlanSpec spec, SiteView primary, SiteView recovery, List<Pair> pairs) {
    List<Lack> lacks = new ArrayList<>();
    for (Side side : Side.values()) {
      SiteView site = side == Side.Primary ? primary : recovery;
      Map<String, TreeSet<String>> machines = new TreeMap<>();
      for (Pair pair : pairs) {
        for (VirtualMachine vm : pair.at(side)) {
          site.preflight()
              .missing(vm.ref(), Privileges.ofPlan(spec, side))
              .forEach(privilege -> note(machines, privilege, vm));
        }
      }
      lacks.addAll(list(site, machines));
    }
    return List.copyOf(lacks);
  }

  private static void note(
      Map<String, TreeSet<String>> machines, String privilege, VirtualMachine vm) {
    machines.computeIfAbsent(privilege, ignored -> new TreeSet<>()).add(vm.name());
  }

  private static List<Lack> list(SiteView site, Map<String, TreeSet<String>> machines) {
    return machines.entrySet().stream()
        .map(entry -> new Lack(site.name(), entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  /** Names every privilege, and the first few VMs of each. */
  public static String words(List<Lack> lacks) {
    return lacks.stream()
        .map(
            lack ->
                "%s at site %s on %s%s"
                    .formatted(
                        lack.privilege,
                        lack.site,
                        lack.machines.stream().limit(NAMED).collect(Collectors.joining(", ")),
                        lack.machines.size() > NAMED
                            ? " and %d more".formatted(lack.machines.size() - NAMED)
                            : ""))
        .collect(Collectors.joining("; "));
  }
}
