package io.pra.failback.tls;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes one leaf certificate, by its SHA-256. Being an <em>extended</em> trust manager it also
 * owns the check of the host name, and leaves it out: the pin says more than a name does. Nor does
 * it look at the dates; whoever pins a certificate replaces it when he wants to.
 */
public final class PinnedLeafTrustManager extends X509ExtendedTrustManager {
  private final String sha256;

  /**
   * What believes it.
   *
   * @param sha256 32 bytes in hexadecimal, without colons
   */
  public PinnedLeafTrustManager(String sha256) {
    this.sha256 = sha256;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    String presented = sha256Of(chain[0]);
    if (!presented.equalsIgnoreCase(sha256)) {
      throw new ThumbprintMismatch(presented);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side never is a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static String sha256Of(X509Certificate certificate) throws CertificateException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new CertificateException(e);
    }
  }

  /** The leaf is another one; the message gives its thumbprint in the form the API takes. */
  public static final class ThumbprintMismatch extends CertificateException {
    private static final long serialVersionUID = 1L;

    ThumbprintMismatch(String presented) {
      super(
          "its certificate is not the pinned one; it presents SHA256:"
              + HexFormat.ofDelimiter(":")
                  .withUpperCase()
                  .formatHex(HexFormat.of().parseHex(presented)));
    }
  }
}
