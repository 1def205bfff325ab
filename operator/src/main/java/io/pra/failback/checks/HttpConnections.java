package io.pra.failback.checks;

import io.pra.failback.tls.PemTrust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * HTTP clients that have no connection open yet: the first request to a peer proves that one can be
 * opened. There is one for each trust, and connections are never shared between two.
 */
final class HttpConnections {
  private static final String JVM_TRUST = "";

  private final HttpClients clients;
  private final Map<String, HttpClient> byAuthorities = new ConcurrentHashMap<>();

  HttpConnections(HttpClients clients) {
    this.clients = clients;
  }

  /** A client that trusts what the runner trusts. */
  HttpClient trusting() {
    return byAuthorities.computeIfAbsent(JVM_TRUST, none -> clients.client());
  }

  /**
   * A client that trusts these authorities and no others.
   *
   * @param field of the plan that names them, for the message
   * @param pem certificates
   * @throws SecretUnavailableException if they cannot be read
   */
  HttpClient trusting(String field, String pem) {
    return byAuthorities.computeIfAbsent(
        pem, authorities -> clients.client(trust(field, authorities)));
  }

  /** As {@link #trusting(String, String)}, for those who open sockets themselves. */
  static SSLContext trust(String field, String pem) {
    try {
      return PemTrust.context(pem);
    } catch (GeneralSecurityException | IOException e) {
      throw new SecretUnavailableException(
          field + ": the key ca.crt of the Secret holds no certificates in PEM: correct it");
    }
  }
}
