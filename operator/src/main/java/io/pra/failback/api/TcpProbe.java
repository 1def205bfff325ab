package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Passes when a connection can be opened.
 *
 * @param host name or address
 * @param port 1 to 65535
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TcpProbe(String host, int port) {}
