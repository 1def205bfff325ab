package io.pra.failback.tls;

import java.util.Locale;

/**
 * Why a server's certificate is believed. There is deliberately no way to believe any certificate.
 */
public sealed interface ServerTrust {
  /** The JVM's trust store, and the host name. */
  record SystemStore() implements ServerTrust {}

  /**
   * Only chains that end at one of these certificates, and the host name.
   *
   * @param pem one or more X.509 certificates, PEM
   */
  record CertificateAuthority(String pem) implements ServerTrust {}

  /**
   * Only this leaf certificate, whatever name it carries.
   *
   * @param sha256 32 bytes in hexadecimal, upper case, without colons
   */
  record PinnedLeaf(String sha256) implements ServerTrust {
    /** Reads {@code SHA256:AB:CD:…}; the prefix and the colons may be absent. */
    public static PinnedLeaf parse(String thumbprint) {
      String hex =
          thumbprint.replaceFirst("(?i)^sha-?256:", "").replace(":", "").toUpperCase(Locale.ROOT);
      if (!hex.matches("[0-9A-F]{64}")) {
        throw new IllegalArgumentException(
            "a thumbprint is SHA256: and 32 bytes in hexadecimal, as in SHA256:AB:CD:…");
      }
      return new PinnedLeaf(hex);
    }
  }
}
