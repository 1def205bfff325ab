package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** The ZVMs of the two sites; either knows the VPGs of both, as long as they are paired. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.recovery) || has(self.primary)",
    message = "zerto must name the ZVM of a site: recovery, primary or both")
public record ZertoSpec(
    @JsonPropertyDescription(
            "ZVM of the recovery site, which is asked unless a check or action says otherwise: it is there when the primary site is not.")
        ZvmSpec recovery,
    @JsonPropertyDescription("ZVM of the primary site.") ZvmSpec primary,
    @JsonPropertyDescription(
            "What Zerto does with a Move or Failover that nobody commits: None, Commit or Rollback. No field of its API shows it, so people must say. Unless it is None, no request is issued while a VPG waits for its commit: Zerto would decide before people do. Default: Unknown.")
        @Default("Unknown")
        CommitPolicy commitPolicy,
    @JsonPropertyDescription(
            "Seconds after which Zerto carries that policy out; absent if nobody knows. Counted from when the operator first saw the VPG wait, so Zerto may be earlier.")
        @Min(0)
        @Max(31536000)
        Integer commitTimeoutSeconds) {
  public ZertoSpec {
    commitPolicy = commitPolicy == null ? CommitPolicy.Unknown : commitPolicy;
  }

  /** The ZVM of the side; null if the plan names none. */
  public ZvmSpec of(Side side) {
    return side == Side.Primary ? primary : recovery;
  }

  /** Whose ZVM answers: that of the side that is asked for, else the recovery site's, if any. */
  public Side answering(Side wanted) {
    if (wanted != null) {
      return wanted;
    }
    return recovery == null ? Side.Primary : Side.Recovery;
  }
}
