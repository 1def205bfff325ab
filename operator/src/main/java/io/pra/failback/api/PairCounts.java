package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How the pairs of a plan stand.
 *
 * @param unpaired primary VMs without a twin
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PairCounts(
    int total,
    int primaryRunning,
    int recoveryRunning,
    int bothRunning,
    int neitherRunning,
    int unpaired) {}
