package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Passes when a connection can be opened. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.host.matches(r'^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$') || isIP(self.host)",
    message =
        "host must be a host name or an IP address, without scheme, port or path, such as mysql-01.rbx.example",
    fieldPath = ".host")
public record TcpProbe(
    @JsonPropertyDescription("Name or address to connect to, as the operator resolves it.")
        @Required
        @Size(min = 1, max = 253)
        String host,
    @JsonPropertyDescription("TCP port, 1 to 65535.") @Required @Min(1) @Max(65535) int port) {}
