package io.pra.failback.zerto;

import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.tls.TrustContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** The TLS context for a ZVM; trust material that cannot be used is the ZVM's not being trusted. */
final class ZvmTls {
  private ZvmTls() {}

  static SSLContext of(ServerTrust trust) throws ZertoException {
    try {
      return TrustContext.of(trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new ZertoException(
          ZertoException.Kind.UNTRUSTED,
          "the trust material cannot be used: " + PlainText.of(e.getMessage(), 160));
    }
  }
}
