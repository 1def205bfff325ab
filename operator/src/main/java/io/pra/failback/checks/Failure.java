package io.pra.failback.checks;

import io.pra.failback.observability.PlainText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why an exchange with a peer gave no answer.
 *
 * @param kind what may be concluded from it
 * @param detail what the system said; from outside, not escaped
 */
record Failure(Kind kind, String detail) {
  private static final Set<String> UNREACHABLE_SAYS =
      Set.of("No route to host", "Network is unreachable", "Host is down");

  enum Kind {
    UNRESOLVED,
    REFUSED,
    UNREACHABLE,
    CONNECT_TIMEOUT,
    UNTRUSTED,
    SECRET,
    TIMEOUT,
    INVALID,
    BROKEN;

    /** True where no byte of a request can have reached the peer's application. */
    boolean beforeSending() {
      return switch (this) {
        case UNRESOLVED, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, UNTRUSTED, SECRET, INVALID -> true;
        case TIMEOUT, BROKEN -> false;
      };
    }
  }

  static Failure of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Kind kind = kindOf(t);
      if (kind != null) {
        return new Failure(kind, t.getMessage());
      }
    }
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = cause.getMessage();
    return new Failure(Kind.BROKEN, said == null ? cause.getClass().getSimpleName() : said);
  }

  private static Kind kindOf(Throwable t) {
    if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
      return Kind.UNRESOLVED;
    }
    if (t instanceof SecretUnavailableException) {
      return Kind.SECRET;
    }
    if (t instanceof HttpConnectTimeoutException) {
      return Kind.CONNECT_TIMEOUT;
    }
    if (t instanceof SocketTimeoutException) {
      return "Connect timed out".equals(t.getMessage()) ? Kind.CONNECT_TIMEOUT : Kind.TIMEOUT;
    }
    if (t instanceof HttpTimeoutException || t instanceof TimeoutException) {
      return Kind.TIMEOUT;
    }
    if (t instanceof SSLHandshakeException) {
      return Kind.UNTRUSTED;
    }
    if (t instanceof IOException && UNREACHABLE_SAYS.contains(String.valueOf(t.getMessage()))) {
      return Kind.UNREACHABLE;
    }
    if (t instanceof ConnectException && t.getCause() instanceof UnresolvedAddressException) {
      return Kind.UNRESOLVED;
    }
    if (t instanceof ConnectException) {
      return "Connection refused".equals(t.getMessage()) || t.getMessage() == null
          ? Kind.REFUSED
          : Kind.UNREACHABLE;
    }
    return t instanceof IllegalArgumentException ? Kind.INVALID : null;
  }

  /**
   * For people, in one line.
   *
   * @param peer as {@link #peer} writes it
   */
  String message(String peer, Duration timeout) {
    return switch (kind) {
      case UNRESOLVED -> "cannot resolve " + peer.substring(0, peer.lastIndexOf(':'));
      case REFUSED -> "connection refused by " + peer;
      case UNREACHABLE -> peer + " is unreachable: " + PlainText.of(detail, 100);
      case CONNECT_TIMEOUT -> "no connection to " + peer + " within " + seconds(timeout);
      case UNTRUSTED -> "TLS with " + peer + " failed: " + PlainText.of(detail, 160);
      case SECRET -> PlainText.of(detail, 400);
      case TIMEOUT -> "no answer from " + peer + " within " + seconds(timeout);
      case INVALID -> "not a valid http or https URL";
      case BROKEN -> "connection to " + peer + " broken: " + PlainText.of(detail, 100);
    };
  }

  static String peer(String host, int port) {
    String plain = PlainText.of(host, 100);
    return plain.indexOf(':') >= 0 && !plain.startsWith("[")
        ? "[" + plain + "]:" + port
        : plain + ":" + port;
  }

  private static String seconds(Duration timeout) {
    return timeout.toMillisPart() == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
  }
}
