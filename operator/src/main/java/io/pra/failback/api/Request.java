package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * What people are asked to approve.
 *
 * @param id names exactly this plan, these VMs and this attempt
 * @param planHash of the spec it was issued for
 * @param pairsHash of the VM pairs it was issued for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Request(
    String id, String planHash, String pairsHash, Instant issuedAt, Instant expiresAt) {}
