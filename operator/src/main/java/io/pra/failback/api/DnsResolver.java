package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A name server. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DnsResolver(
    @JsonPropertyDescription("Name or address of the name server, as the operator resolves it.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Host.PATTERN)
        String host,
    @JsonPropertyDescription("Its port, for UDP and TCP. Default: 53.")
        @Default("53")
        @Min(1)
        @Max(65535)
        Integer port) {
  public DnsResolver {
    port = port == null ? 53 : port;
  }
}
