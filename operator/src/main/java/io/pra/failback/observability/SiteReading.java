package io.pra.failback.observability;

/**
 * What is known of a site's VMs.
 *
 * @param poweredOn number of VMs that run; likewise the next three
 * @param unknown VMs whose power state cannot be told
 * @param held VMs that may not run, and do not
 * @param heldRunning VMs that may not run, and do or may
 * @param reachable whether its vCenter answers
 */
public record SiteReading(
    int poweredOn,
    int suspended,
    int poweredOff,
    int unknown,
    int held,
    int heldRunning,
    boolean reachable) {}
