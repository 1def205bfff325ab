package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Where the vCenter is.
 *
 * @param url https://…/sdk
 * @param credentialsSecretRef keys username and password
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VCenterSpec(String url, SecretRef credentialsSecretRef, VCenterTls tls) {}
