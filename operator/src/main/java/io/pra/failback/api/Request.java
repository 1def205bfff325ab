package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** What people are asked to approve. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Request(
    @JsonPropertyDescription(
            "What spec.approvals must name: it stands for exactly this plan, these VMs and this"
                + " attempt.")
        String id,
    @JsonPropertyDescription("Of the spec that it was issued for.") String planHash,
    @JsonPropertyDescription("Of the VM pairs that it was issued for.") String pairsHash,
    @JsonPropertyDescription(
            "Of the policies and bindings that checked who approves when it was issued; absent if"
                + " nothing had to.")
        String policiesHash,
    @JsonPropertyDescription("When it was issued.") Instant issuedAt,
    @JsonPropertyDescription("From then on it can no longer be approved.") Instant expiresAt,
    @JsonPropertyDescription(
            "What an approval had to accept by acceptDataLossSeconds when it was approved; absent"
                + " before, and if nothing was to be accepted.")
        Long acceptDataLossSeconds) {
  /** The same, which can be approved until then at the longest. */
  public Request endingAt(Instant end) {
    return end.isBefore(expiresAt)
        ? new Request(id, planHash, pairsHash, policiesHash, issuedAt, end, acceptDataLossSeconds)
        : this;
  }

  public Request withAcceptDataLossSeconds(Long value) {
    return new Request(id, planHash, pairsHash, policiesHash, issuedAt, expiresAt, value);
  }
}
