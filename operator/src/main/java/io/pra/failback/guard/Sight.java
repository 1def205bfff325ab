package io.pra.failback.guard;

import io.pra.failback.decision.CapacityReading;
import io.pra.failback.decision.Preflight;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;
import java.util.Set;

/**
 * What the guard of a site sees at one moment.
 *
 * @param contact whether the rest can be believed
 * @param virtualMachines every VM of the observed scope
 * @param held those that the rules hold
 * @param surplus names that a rule matches beyond its limit
 * @param preflight what was found out about the vCenter beforehand
 * @param capacity what hosts and datastores were seen to have
 */
public record Sight(
    Contact contact,
    List<VirtualMachine> virtualMachines,
    Set<MoRef> held,
    List<String> surplus,
    Preflight preflight,
    CapacityReading capacity) {}
