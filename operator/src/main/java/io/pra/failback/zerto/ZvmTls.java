package io.pra.failback.zerto;

import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.PemTrust;
import io.pra.failback.tls.PinnedLeafTrustManager;
import io.pra.failback.vsphere.ServerTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A TLS context for each ZVM, from the reason to believe it; nothing JVM-wide is touched. */
final class ZvmTls {
  private ZvmTls() {}

  static SSLContext of(ServerTrust trust) throws ZertoException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(trust), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new ZertoException(
          ZertoException.Kind.UNTRUSTED,
          "the trust material cannot be used: " + PlainText.of(e.getMessage(), 160));
    }
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
