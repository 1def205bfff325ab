package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Passes when a Redis server has a role, and its replication is in time. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.role == 'Master' || !has(self.maxLagBytes)",
    message = "maxLagBytes needs role: Master: only a master knows how many bytes a replica lacks",
    fieldPath = ".maxLagBytes")
public record RedisProbe(
    @JsonPropertyDescription("The server to ask.") @Required RedisServer server,
    @JsonPropertyDescription(
            "Master: it takes writes. Replica: it follows a master, and writes to it are refused.")
        @Required
        RedisRole role,
    @JsonPropertyDescription(
            "Replica: whether the link to its master must be up. Has no meaning for a master. Default: true.")
        @Default("true")
        Boolean linkUp,
    @JsonPropertyDescription(
            "Most seconds since a replica has last heard of its master; of a master, each of its replicas, of which there must be one. Default: not looked at.")
        @Min(0)
        @Max(86400)
        Integer maxLagSeconds,
    @JsonPropertyDescription(
            "Most bytes that each replica of a master lacks; there must be one. Default: not looked at.")
        @Min(0)
        @Max(1099511627776L)
        Long maxLagBytes) {
  public RedisProbe {
    linkUp = linkUp == null ? true : linkUp;
  }
}
