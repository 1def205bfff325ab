package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Something that is done once an episode; exactly one kind is set. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.id.matches(r'^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')",
    message = "id must be 1 to 63 lower-case letters, digits and '-', such as mysql-up",
    fieldPath = ".id")
@ValidationRule(
    value =
        "[has(self.manual), has(self.http), has(self.redis), has(self.kubernetesPatch), has(self.job), has(self.zerto)].filter(kind, kind).size() == 1",
    message = "an action must have exactly one kind, such as manual or http")
public record Action(
    @JsonPropertyDescription(Check.ID) @Required @Size(min = 1, max = 63) String id,
    @JsonPropertyDescription("What people read in lists and events. Defaults to the id.")
        @Size(max = 200)
        String title,
    @JsonPropertyDescription("Seconds that one attempt may take. Default: 30.")
        @Default("30")
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,
    @JsonPropertyDescription("Seconds from the end of one attempt to the next. Default: 10.")
        @Default("10")
        @Min(1)
        @Max(3600)
        Integer intervalSeconds,
    @JsonPropertyDescription(
            "False: a failure is reported and passed over. Default: true, the plan stalls on a failure.")
        @Default("true")
        Boolean blocking,
    @JsonPropertyDescription("A person does it, and signs it off under spec.signOffs.")
        Manual manual,
    @JsonPropertyDescription("The operator sends one HTTP request.") HttpRequestAction http,
    @JsonPropertyDescription("The operator makes a Redis replica the primary.")
        RedisPromotion redis,
    @JsonPropertyDescription("The operator patches an object in the plan's namespace.")
        KubernetesPatch kubernetesPatch,
    @JsonPropertyDescription(
            "The operator turns the replication of VPGs round: commits the Move or Failover that they wait in, with reverse protection, and waits until they protect the primary site and meet their SLA. For reprotect only; needs spec.zerto.")
        ZertoReversal zerto,
    @JsonPropertyDescription("The operator runs a Kubernetes Job, once.") JobRun job) {
  public Action {
    title = title == null ? id : title;
    timeoutSeconds = timeoutSeconds == null ? 30 : timeoutSeconds;
    intervalSeconds = intervalSeconds == null ? 10 : intervalSeconds;
    blocking = blocking == null ? true : blocking;
  }

  /**
   * Whether its effect can be looked for, so that it may be tried again when nobody knows whether
   * it was done.
   */
  @JsonIgnore
  public boolean hasVisibleEffect() {
    return redis != null
        || kubernetesPatch != null
        || job != null
        || zerto != null
        || (http != null && http.verify() != null);
  }
}
