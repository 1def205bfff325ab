package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Makes a replica the primary, in a way that never leaves two. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "self.replica.host != self.oldPrimary.server.host || self.replica.port != self.oldPrimary.server.port",
    message = "replica and oldPrimary.server must be two servers")
public record RedisPromotion(
    @JsonPropertyDescription(
            "The replica that becomes the primary. The old primary must reach it under this host and port, to follow it.")
        @Required
        RedisServer replica,
    @JsonPropertyDescription("The primary that it follows until then.") @Required
        OldRedisPrimary oldPrimary) {}
