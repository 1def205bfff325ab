package io.pra.failback.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A TLS context for each server, from the reason to believe it; nothing JVM-wide is touched. */
public final class TrustContext {
  private TrustContext() {}

  /**
   * For connections to one server.
   *
   * @throws GeneralSecurityException if the trust material cannot be used
   */
  public static SSLContext of(ServerTrust trust) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers(trust), null);
    return context;
  }

  private static TrustManager[] managers(ServerTrust trust)
      throws GeneralSecurityException, IOException {
    if (trust instanceof ServerTrust.PinnedLeaf pin) {
      return new TrustManager[] {new PinnedLeafTrustManager(pin.sha256())};
    }
    if (trust instanceof ServerTrust.CertificateAuthority ca) {
      return PemTrust.managers(ca.pem());
    }
    return null; // the JVM's own
  }
}
