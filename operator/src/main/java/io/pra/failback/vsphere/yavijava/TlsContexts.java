package io.pra.failback.vsphere.yavijava;

import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.tls.TrustContext;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/**
 * The TLS context for a vCenter; trust material that cannot be used is the vCenter's not being
 * trusted.
 */
final class TlsContexts {
  private TlsContexts() {}

  static SSLContext of(ServerTrust trust) throws VSphereException {
    try {
      return TrustContext.of(trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new VSphereException(
          Kind.UNTRUSTED, "the trust material cannot be used: " + PlainText.of(e.getMessage()));
    }
  }
}
