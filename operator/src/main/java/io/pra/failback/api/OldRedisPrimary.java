package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The Redis server that takes writes until another one is promoted. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OldRedisPrimary(
    @JsonPropertyDescription(
            "Where it is. While it answers it is made a replica of the new one first, without losing a write.")
        @Required
        RedisServer server,
    @JsonPropertyDescription(
            "Name of the recovery VM of this plan that it runs in. Where it does not answer, only that this VM is seen down, and is held there, is proof that it takes no writes. Default: none, a primary that does not answer is never replaced.")
        @Size(max = 80)
        String virtualMachine) {
  public OldRedisPrimary {
    virtualMachine = virtualMachine == null ? "" : virtualMachine;
  }
}
