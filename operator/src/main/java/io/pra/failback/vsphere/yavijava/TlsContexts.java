package io.pra.failback.vsphere.yavijava;

import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.ServerTrust;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

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
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(keyStoreOf(ca.pem()));
      return factory.getTrustManagers();
    }
    return null; // the JVM's own
  }

  private static KeyStore keyStoreOf(String pem) throws GeneralSecurityException, IOException {
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    if (certificates.isEmpty()) {
      throw new CertificateException("the certificate authority holds no certificate");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int n = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + n++, certificate);
    }
    return store;
  }
}
