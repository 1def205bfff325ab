package io.pra.failback.zerto;

import io.pra.failback.tls.ServerTrust;
import java.net.URI;

/**
 * Where a ZVM is, why it is believed, and as whom it is asked.
 *
 * @param url scheme, host and port only: {@code https://zvm.rbx.example}
 */
public record ZvmEndpoint(URI url, ServerTrust trust, ZvmLogin login) {
  /** Host and port, for messages. */
  String peer() {
    int port = url.getPort() < 0 ? 443 : url.getPort();
    return "ZVM " + url.getHost() + ":" + port;
  }
}
