package io.pra.failback.vsphere.yavijava;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pra.failback.tls.ServerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed server certificate, its own authority, made by the JDK's keytool. */
public final class ServerIdentity {
  private static final String PASSWORD = "changeit";

  private final KeyStore store;

  private ServerIdentity(KeyStore store) {
    this.store = store;
  }

  /**
   * Makes a new one.
   *
   * @param names the subject's alternative names, {@code dns:localhost,ip:127.0.0.1}
   */
  public static ServerIdentity create(Path directory, String alias, String names)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(alias + ".p12");
    String[] command = {
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
      "-genkeypair",
      "-alias",
      "server",
      "-keyalg",
      "EC",
      "-dname",
      "CN=" + alias,
      "-ext",
      "SAN=" + names,
      "-storetype",
      "PKCS12",
      "-storepass",
      PASSWORD,
      "-keystore",
      file.toString()
    };
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new ServerIdentity(store);
  }

  public SSLContext serverContext() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public ServerTrust.CertificateAuthority asAuthority() throws GeneralSecurityException {
    String base64 = Base64.getMimeEncoder().encodeToString(encoded());
    return new ServerTrust.CertificateAuthority(
        "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }

  ServerTrust.PinnedLeaf asPin() throws GeneralSecurityException {
    return ServerTrust.PinnedLeaf.parse("SHA256:" + sha256());
  }

  /** With colons, as people write it. */
  public String sha256() throws GeneralSecurityException {
    return HexFormat.ofDelimiter(":")
        .withUpperCase()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded()));
  }

  private byte[] encoded() throws GeneralSecurityException {
    return store.getCertificate("server").getEncoded();
  }
}
