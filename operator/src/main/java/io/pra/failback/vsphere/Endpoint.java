package io.pra.failback.vsphere;

import io.pra.failback.tls.ServerTrust;
import java.net.URI;
import java.time.Duration;

/**
 * Where a vCenter is and how it is believed.
 *
 * @param url the SOAP endpoint, {@code https://vcenter.rbx.example/sdk}
 * @param trust why its certificate is believed
 * @param connectTimeout bound on TCP and TLS set-up
 * @param readTimeout bound on any call beyond the time it asks the vCenter to wait
 * @param maxReplyBytes a longer reply is refused
 */
public record Endpoint(
    URI url, ServerTrust trust, Duration connectTimeout, Duration readTimeout, long maxReplyBytes) {

  /** An endpoint with the product's limits: 5 s to connect, 15 s to answer, 8 MiB a reply. */
  public static Endpoint of(URI url, ServerTrust trust) {
    return new Endpoint(url, trust, Duration.ofSeconds(5), Duration.ofSeconds(15), 8L << 20);
  }
}
