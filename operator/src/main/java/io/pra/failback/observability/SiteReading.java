package io.pra.failback.observability;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a site's VMs.
 *
 * @param poweredOn number of VMs that run; likewise the next three
 * @param unknown VMs whose power state cannot be told
 * @param held VMs that may not run, and do not
 * @param heldRunning VMs that may not run, and do or may
 * @param surplus VMs that a selector matches beyond a limit, and that are not touched
 * @param reachable whether its vCenter answers
 * @param missingPrivileges how many privileges the operator's account needs and lacks, summed over
 *     VMs
 * @param clockAhead how far the vCenter's clock is ahead of the operator's; empty while unknown
 */
public record SiteReading(
    int poweredOn,
    int suspended,
    int poweredOff,
    int unknown,
    int held,
    int heldRunning,
    int surplus,
    boolean reachable,
    int missingPrivileges,
    Optional<Duration> clockAhead) {}
