package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Passes when a name server answers with exactly these addresses. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.addresses.size() > 0 && self.addresses.all(address, isIP(address))",
    message = "addresses must be at least one IP address, such as 192.0.2.10",
    fieldPath = ".addresses")
public record DnsProbe(
    @JsonPropertyDescription("The name to ask for, in full: no search domain is added.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?$")
        String name,
    @JsonPropertyDescription(
            "All addresses that the name must have, IPv4 and IPv6, in any order; one more or one less fails.")
        @Required
        @Size(max = 16)
        List<@Size(max = 45) String> addresses,
    @JsonPropertyDescription(
            "The name server to ask, so that the answer is the one that users get and not the operator's.")
        @Required
        DnsResolver resolver) {
  public DnsProbe {
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
  }
}
