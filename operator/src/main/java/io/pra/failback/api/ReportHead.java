package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The newest record of a chain of episode records. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportHead(
    @JsonPropertyDescription("The ConfigMap.") String name,
    @JsonPropertyDescription("Its number in the chain, from 1.") int sequence,
    @JsonPropertyDescription("SHA-256 of its report.json, which stands for all records before it.")
        String sha256) {}
