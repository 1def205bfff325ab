package io.pra.failback.zerto;

import io.pra.failback.http.ReplyTooLongException;
import io.pra.failback.observability.PlainText;
import io.pra.failback.zerto.ZertoException.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * What a failed exchange means. Causes are not passed on: their messages may repeat what the peer
 * sent.
 */
final class ZvmFailures {
  private static final int MAX_CAUSES = 20;

  private ZvmFailures() {}

  static ZertoException of(Throwable failure, String peer) {
    Optional<ZertoException> ours = find(failure, ZertoException.class);
    if (ours.isPresent()) {
      return ours.get();
    }
    if (find(failure, ReplyTooLongException.class).isPresent()) {
      return failed(Kind.PROTOCOL, peer, find(failure, ReplyTooLongException.class).get());
    }
    if (find(failure, CertPathBuilderException.class).isPresent()) {
      return new ZertoException(
          Kind.UNTRUSTED, peer + ": its certificate is not issued by a trusted authority");
    }
    Optional<CertificateException> certificate = find(failure, CertificateException.class);
    if (certificate.isPresent()) {
      return failed(Kind.UNTRUSTED, peer, certificate.get());
    }
    Optional<SSLHandshakeException> handshake = find(failure, SSLHandshakeException.class);
    if (handshake.isPresent()) {
      return failed(Kind.UNTRUSTED, peer + ": TLS failed", handshake.get());
    }
    if (find(failure, UnknownHostException.class).isPresent()
        || find(failure, UnresolvedAddressException.class).isPresent()) {
      return new ZertoException(Kind.UNREACHABLE, peer + ": the host name does not resolve");
    }
    if (find(failure, HttpConnectTimeoutException.class).isPresent()) {
      return new ZertoException(Kind.UNREACHABLE, peer + ": no connection in time");
    }
    if (find(failure, HttpTimeoutException.class).isPresent()
        || find(failure, TimeoutException.class).isPresent()) {
      return new ZertoException(Kind.NO_ANSWER, peer + ": no answer in time");
    }
    if (find(failure, ConnectException.class).isPresent()) {
      return new ZertoException(Kind.UNREACHABLE, peer + ": cannot connect");
    }
    return failed(Kind.NO_ANSWER, peer + ": the connection broke", innermost(failure));
  }

  private static ZertoException failed(Kind kind, String what, Throwable why) {
    String said = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    return new ZertoException(kind, what + ": " + PlainText.of(said, 160));
  }

  private static Throwable innermost(Throwable failure) {
    Throwable t = failure;
    for (int i = 0; t.getCause() != null && i < MAX_CAUSES; i++) {
      t = t.getCause();
    }
    return t;
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    Throwable t = failure;
    for (int i = 0; t != null && i < MAX_CAUSES; i++, t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }
}
