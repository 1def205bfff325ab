package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.api.VmSelector;
import io.pra.failback.vsphere.VmIdentity;
import java.util.List;
import java.util.Set;

/**
 * A reason to keep VMs of a site from running.
 *
 * @param owner whose rule it is, {@code failbackplan/default/erp}; for people
 * @param hold what is done to a held VM that runs
 * @param known machines that are always held: by name, or as the same machine under another
 *     reference
 * @param exempt names that are never held by this rule: they are being shut down cleanly
 * @param selector what else may be held, if it is also
 * @param names one of these globs
 * @param limit how many VMs the rule may hold beyond those known; the rest is surplus and is not
 *     touched
 * @param stamp what it rests on
 */
public record HoldRule(
    String owner,
    Hold hold,
    List<VmIdentity> known,
    Set<String> exempt,
    VmSelector selector,
    List<String> names,
    int limit,
    HoldStamp stamp) {

  public HoldRule {
    known = List.copyOf(known);
    exempt = Set.copyOf(exempt);
    names = List.copyOf(names);
  }
}
