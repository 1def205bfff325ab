package io.pra.failback.zerto;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A VPG as a ZVM has told it.
 *
 * @param id for operations; may change when the VPG is reversed
 * @param statusText status and sub-status as they came, for people; from outside, not escaped
 * @param rpoSeconds the actual RPO; empty where none is computed, which is never healthy
 * @param configuredRpoSeconds what the VPG promises
 * @param historyMinutes how far the journal reaches back
 * @param configuredHistoryMinutes how far it should
 * @param protectsLocalSite whether the VMs that it protects are at the site of the ZVM that
 *     answered; empty if it did not say
 * @param alertStatus 0 for none
 * @param alerts help identifiers of alerts that nobody has dismissed, such as {@code VPG0003}
 * @param latestCheckpoint of a VPG that waits for a commit: what it was moved to, or its newest
 *     point; empty otherwise
 */
public record Vpg(
    String id,
    String name,
    VpgState state,
    VpgActivity activity,
    String statusText,
    Optional<Integer> rpoSeconds,
    Optional<Integer> configuredRpoSeconds,
    Optional<Integer> historyMinutes,
    Optional<Integer> configuredHistoryMinutes,
    Optional<Boolean> protectsLocalSite,
    int alertStatus,
    List<String> alerts,
    Optional<Instant> latestCheckpoint) {
  public Vpg {
    alerts = List.copyOf(alerts);
  }

  Vpg with(List<String> itsAlerts, Optional<Instant> checkpoint) {
    return new Vpg(
        id,
        name,
        state,
        activity,
        statusText,
        rpoSeconds,
        configuredRpoSeconds,
        historyMinutes,
        configuredHistoryMinutes,
        protectsLocalSite,
        alertStatus,
        itsAlerts,
        checkpoint);
  }
}
