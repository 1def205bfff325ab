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

/** Passes when VPGs are as they should be. What Zerto does not tell does not pass. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.vpgs.size() > 0",
    message = "vpgs must name at least one VPG",
    fieldPath = ".vpgs")
@ValidationRule(
    value = "self.vpgs.all(vpg, vpg.size() > 0 && vpg.size() <= 256)",
    message = "vpgs must be names of 1 to 256 characters",
    fieldPath = ".vpgs")
public record ZertoProbe(
    @JsonPropertyDescription(VPGS) @Required @Size(max = 16) List<String> vpgs,
    @JsonPropertyDescription(SITE) Side site,
    @JsonPropertyDescription(
            "What they should be doing. MeetingSLA: replicate, in sync, within RPO and journal history. BeforeCommit: wait for people to commit a Move or Failover; RPO and journal are not looked at. Default: MeetingSLA.")
        @Default("MeetingSLA")
        VpgExpected expect,
    @JsonPropertyDescription(MAX_RPO) @Default("300") @Min(1) @Max(86400) Integer maxRpoSeconds,
    @JsonPropertyDescription(MIN_JOURNAL) @Min(1) @Max(43200) Integer minJournalMinutes,
    @JsonPropertyDescription(ALERTS) @Size(max = 32) List<String> allowedAlerts,
    @JsonPropertyDescription(
            "Which site's VMs they should protect: Recovery before the failback, Primary after it. Absent: either.")
        Side protects) {
  static final String VPGS = "Names of the VPGs, as Zerto shows them.";
  static final String SITE =
      "Whose ZVM is asked. Default: that of the recovery site, or the only one that the plan names.";
  static final String MAX_RPO = "The highest actual RPO, in seconds. Default: 300.";
  static final String MIN_JOURNAL =
      "Minutes that the journal must reach back. Default: what the VPG promises; a young journal passes only if this is set.";
  static final String ALERTS =
      "Help identifiers of alerts that are no failure, such as VPG0003. Default: none.";

  public ZertoProbe {
    vpgs = vpgs == null ? List.of() : List.copyOf(vpgs);
    expect = expect == null ? VpgExpected.MeetingSLA : expect;
    maxRpoSeconds = maxRpoSeconds == null ? 300 : maxRpoSeconds;
    allowedAlerts = allowedAlerts == null ? List.of() : List.copyOf(allowedAlerts);
  }
}
