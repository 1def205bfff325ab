package io.pra.failback.vsphere.yavijava;

import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.PemTrust;
import io.pra.failback.tls.PinnedLeafTrustManager;
import io.pra.failback.vsphere.ServerTrust;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A TLS context for each vCenter, from the reason to believe it; nothing JVM-wide is touched. */
final class TlsContexts {
  private TlsContexts() {}

  static SSLContext of(ServerTrust trust) throws VSphereException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers(trust), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new VSphereException(
          Kind.UNTRUSTED, "the trust material cannot be used: " + PlainText.of(e.getMessage()));
    }
  }

  private static TrustManager[] trustManagers(ServerTrust trust)
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
