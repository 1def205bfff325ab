package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Why the vCenter is believed; without either, the JVM's trust store.
 *
 * @param caSecretRef key ca.crt
 * @param thumbprint SHA256:AB:CD:…, pins the leaf
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VCenterTls(SecretRef caSecretRef, String thumbprint) {}
