package io.pra.failback.vsphere.yavijava;

import io.pra.failback.http.ReplyTooLongException;
import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.PinnedLeafTrustManager;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What failed below SOAP, in the port's terms. Causes are not passed on: their messages may repeat
 * unescaped what the peer sent.
 */
final class TransportFailures {
  private static final int MAX_CAUSES = 20;

  private TransportFailures() {}

  /**
   * Says what a failed exchange means.
   *
   * @param peer host and port, for the message
   */
  static VSphereException of(Throwable failure, String peer) {
    return firstOf(failure, VSphereException.class)
        .or(() -> trustFailure(failure).map(why -> failed(Kind.UNTRUSTED, peer, why)))
        .orElseGet(() -> connectionFailure(failure, peer));
  }

  private static VSphereException connectionFailure(Throwable failure, String peer) {
    if (firstOf(failure, ReplyTooLongException.class).isPresent()
        || firstOf(failure, ProtocolException.class).isPresent()) {
      return failed(Kind.PROTOCOL, peer, messageOf(failure));
    }
    if (firstOf(failure, TimeoutException.class).isPresent()
        || firstOf(failure, HttpTimeoutException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "no answer in time");
    }
    if (firstOf(failure, CancellationException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "the call was broken off");
    }
    if (firstOf(failure, UnresolvedAddressException.class).isPresent()
        || firstOf(failure, UnknownHostException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "the host name does not resolve");
    }
    if (firstOf(failure, ConnectException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "cannot connect");
    }
    if (firstOf(failure, SSLException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "TLS failed: " + messageOf(failure));
    }
    if (firstOf(failure, IOException.class).isPresent()) {
      return failed(Kind.UNREACHABLE, peer, "the connection broke: " + messageOf(failure));
    }
    return failed(Kind.UNREACHABLE, peer, "unexpected " + failure.getClass().getSimpleName());
  }

  private static Optional<String> trustFailure(Throwable failure) {
    Optional<PinnedLeafTrustManager.ThumbprintMismatch> mismatch =
        firstOf(failure, PinnedLeafTrustManager.ThumbprintMismatch.class);
    if (mismatch.isPresent()) {
      return mismatch.map(Throwable::getMessage);
    }
    if (firstOf(failure, CertificateExpiredException.class).isPresent()) {
      return Optional.of("its certificate has expired");
    }
    if (firstOf(failure, CertPathBuilderException.class).isPresent()) {
      return Optional.of("its certificate is not issued by a trusted authority");
    }
    Optional<CertPathValidatorException> invalid =
        firstOf(failure, CertPathValidatorException.class);
    if (invalid.isPresent()) {
      return invalid.map(e -> "its certificate chain is not valid: " + e.getMessage());
    }
    return firstOf(failure, CertificateException.class)
        .map(e -> "its certificate does not fit the host name: " + e.getMessage());
  }

  private static VSphereException failed(Kind kind, String peer, String why) {
    return new VSphereException(kind, PlainText.of(peer + ": " + why));
  }

  private static String messageOf(Throwable failure) {
    return firstOf(failure, IOException.class)
        .map(e -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
        .orElse(failure.getClass().getSimpleName());
  }

  private static <T extends Throwable> Optional<T> firstOf(Throwable failure, Class<T> type) {
    Throwable t = failure;
    for (int i = 0; t != null && i < MAX_CAUSES; i++, t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }
}
