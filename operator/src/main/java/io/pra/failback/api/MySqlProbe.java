package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Passes when a query to MySQL or MariaDB has the expected result. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.query.matches(r'^(?i)\\s*(select|show|with|values|explain)\\b')",
    message = "query must begin with select, show, with, values or explain: a check only reads",
    fieldPath = ".query")
public record MySqlProbe(
    @JsonPropertyDescription(Host.DESCRIPTION)
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Host.PATTERN)
        String host,
    @JsonPropertyDescription("TCP port. Default: 3306.") @Default("3306") @Min(1) @Max(65535)
        Integer port,
    @JsonPropertyDescription("The database to use. Default: none.")
        @Size(max = 64)
        @Pattern("^[A-Za-z0-9_$-]*$")
        String database,
    @JsonPropertyDescription(
            "Secret whose keys username and password log in. The account should have no rights but to read what is asked for.")
        @Required
        SecretRef credentialsSecretRef,
    @JsonPropertyDescription("How the connection is secured.") @Default("{}") ServiceTls tls,
    @JsonPropertyDescription(
            "One statement that reads, with a result of one row and one column. It runs in a read-only session, for no longer than timeoutSeconds.")
        @Required
        @Size(min = 1, max = 1024)
        String query,
    @JsonPropertyDescription("What the result must be, as text; NULL for no value.")
        @Required
        @Size(max = 256)
        String expected) {
  public MySqlProbe {
    port = port == null ? 3306 : port;
    database = database == null ? "" : database;
    tls = tls == null ? new ServiceTls(null, null) : tls;
  }
}
