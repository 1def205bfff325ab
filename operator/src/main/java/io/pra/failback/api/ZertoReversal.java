package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * Commits the Move or Failover that VPGs wait in, with reverse protection, and waits until they
 * protect the primary site and meet their SLA. Nothing here begins a Move or a Failover.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.vpgs.size() > 0",
    message = "vpgs must name at least one VPG",
    fieldPath = ".vpgs")
@ValidationRule(
    value = "self.vpgs.all(vpg, vpg.size() > 0 && vpg.size() <= 256)",
    message = "vpgs must be names of 1 to 256 characters",
    fieldPath = ".vpgs")
public record ZertoReversal(
    @JsonPropertyDescription(ZertoProbe.VPGS) @Required @Size(max = 16) List<String> vpgs,
    @JsonPropertyDescription(ZertoProbe.SITE) Side site,
    @JsonPropertyDescription(ZertoProbe.MAX_RPO) @Default("300") @Min(1) @Max(86400)
        Integer maxRpoSeconds,
    @JsonPropertyDescription(ZertoProbe.MIN_JOURNAL) @Min(1) @Max(43200) Integer minJournalMinutes,
    @JsonPropertyDescription(ZertoProbe.ALERTS) @Size(max = 32) List<String> allowedAlerts) {
  public ZertoReversal {
    vpgs = vpgs == null ? List.of() : List.copyOf(vpgs);
    maxRpoSeconds = maxRpoSeconds == null ? 300 : maxRpoSeconds;
    allowedAlerts = allowedAlerts == null ? List.of() : List.copyOf(allowedAlerts);
  }
}
