package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One site of a plan. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlanSite(
    @JsonPropertyDescription("The SiteState that describes this site.") @Required
        SiteRef siteRef) {}
