package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where a Redis server is, and as whom to speak to it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RedisServer(
    @JsonPropertyDescription(Host.DESCRIPTION)
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Host.PATTERN)
        String host,
    @JsonPropertyDescription("TCP port. Default: 6379.") @Default("6379") @Min(1) @Max(65535)
        Integer port,
    @JsonPropertyDescription(
            "Secret whose key password logs in, as the user of its key username if it has one. Default: no login.")
        SecretRef credentialsSecretRef,
    @JsonPropertyDescription("How the connection is secured.") @Default("{}") ServiceTls tls) {
  public RedisServer {
    port = port == null ? 6379 : port;
    tls = tls == null ? new ServiceTls(null, null) : tls;
  }
}
