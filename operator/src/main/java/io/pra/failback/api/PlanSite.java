package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One site of a plan.
 *
 * @param siteRef the site
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlanSite(SiteRef siteRef) {}
