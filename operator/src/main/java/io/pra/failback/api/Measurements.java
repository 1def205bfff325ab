package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the episode has cost.
 *
 * @param exposureSeconds time that held VMs ran, summed
 * @param longestExposureMillis of one VM
 * @param dualActiveSeconds time that both VMs of any pair ran
 * @param holdSeconds time since the primary was first held
 * @param rtoSeconds first hold to end of cutover; null until then
 * @param rtoWithoutWaitSeconds the same without the wait for approval; null until then
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Measurements(
    double exposureSeconds,
    long longestExposureMillis,
    double dualActiveSeconds,
    double holdSeconds,
    Double rtoSeconds,
    Double rtoWithoutWaitSeconds) {}
