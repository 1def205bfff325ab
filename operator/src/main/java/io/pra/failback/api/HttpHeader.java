package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A header of a request; exactly one of value and valueFrom is set. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.value) != has(self.valueFrom)",
    message = "a header must have exactly one of value and valueFrom")
@ValidationRule(
    value =
        "!(self.name.lowerAscii() in ['host', 'connection', 'content-length', 'expect', 'upgrade', 'idempotency-key'])",
    message =
        "name of a header must not be Host, Connection, Content-Length, Expect, Upgrade or Idempotency-Key: they are the operator's",
    fieldPath = ".name")
public record HttpHeader(
    @JsonPropertyDescription("Name of the header, such as Authorization.")
        @Required
        @Size(min = 1, max = 128)
        @Pattern("^[A-Za-z0-9!#$%&'*+.^_|~-]+$")
        String name,
    @JsonPropertyDescription("The value, for everybody to read.")
        @Size(max = 2048)
        @Pattern("^[\\x20-\\x7e]*$")
        String value,
    @JsonPropertyDescription(
            "Where the whole value is that is nobody's to read, such as Bearer and a token.")
        ValueSource valueFrom) {}
