package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One item of the checklist; exactly one of manual and the kinds of {@link Check} is set. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.id.matches(r'^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')",
    message = "id must be 1 to 63 lower-case letters, digits and '-', such as mysql-up",
    fieldPath = ".id")
@ValidationRule(
    value = "[has(self.manual), " + Check.KINDS + "].filter(kind, kind).size() == 1",
    message = "a checklist item must have exactly one kind, such as manual, tcp or http")
public record ChecklistItem(
    @JsonPropertyDescription(Check.ID) @Required @Size(min = 1, max = 63) String id,
    @JsonPropertyDescription("What people read in lists and events. Defaults to the id.")
        @Size(max = 200)
        String title,
    @JsonPropertyDescription(
            "When the item runs: BeforeApproval, while the primary is held (a suspended VM answers nothing); AfterActivation, when the last wave is ready; AfterCutover, when the cutover actions are done; Closing, at the end. Default: BeforeApproval.")
        @Default("BeforeApproval")
        Stage stage,
    @JsonPropertyDescription("Seconds that one attempt may take. Default: 5.")
        @Default("5")
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,
    @JsonPropertyDescription("Seconds from the end of one attempt to the next. Default: 10.")
        @Default("10")
        @Min(1)
        @Max(3600)
        Integer intervalSeconds,
    @JsonPropertyDescription("False: a failure is reported and stops nothing. Default: true.")
        @Default("true")
        Boolean blocking,
    @JsonPropertyDescription("A person looks, and signs it off under spec.signOffs.") Manual manual,
    @JsonPropertyDescription(Check.TCP) TcpProbe tcp,
    @JsonPropertyDescription(Check.HTTP) HttpProbe http,
    @JsonPropertyDescription(Check.DNS) DnsProbe dns,
    @JsonPropertyDescription(Check.MYSQL) MySqlProbe mysql,
    @JsonPropertyDescription(Check.REDIS) RedisProbe redis,
    @JsonPropertyDescription(Check.PROMETHEUS) PrometheusProbe prometheus,
    @JsonPropertyDescription(Check.ZERTO) ZertoProbe zerto,
    @JsonPropertyDescription(Check.JOB) JobRun job)
    implements Check {
  public ChecklistItem {
    title = title == null ? id : title;
    stage = stage == null ? Stage.BeforeApproval : stage;
    timeoutSeconds = timeoutSeconds == null ? 5 : timeoutSeconds;
    intervalSeconds = intervalSeconds == null ? 10 : intervalSeconds;
    blocking = blocking == null ? true : blocking;
  }
}
