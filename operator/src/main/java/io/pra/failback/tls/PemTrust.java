package io.pra.failback.tls;

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

/** Trust in the certificate authorities of a PEM text, and in no others. */
public final class PemTrust {
  private PemTrust() {}

  /**
   * What believes them.
   *
   * @param pem one certificate or more
   * @throws GeneralSecurityException if there is none, or one cannot be read
   */
  public static TrustManager[] managers(String pem) throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(keyStoreOf(pem));
    return factory.getTrustManagers();
  }

  /** As {@link #managers}, for a client that shows no certificate of its own. */
  public static SSLContext context(String pem) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers(pem), null);
    return context;
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
