package io.pra.failback.zerto;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.zerto.ZertoException.Kind;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What opens the ZVM's door: a token that is renewed before it ends, or a session. Logins are
 * shared, and after wrong credentials none is tried for a while, so that no account is locked.
 */
final class ZvmSession {
  /** The header that goes with each call. */
  record Key(String header, String value, long renewAtNanos) {
    @Override
    public String toString() {
      return "Key[redacted]";
    }
  }

  private static final String TOKEN_PATH = "/auth/realms/zerto/protocol/openid-connect/token";
  private static final String SESSION_HEADER = "x-zerto-session";
  private static final Duration RENEW_BEFORE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final int DEFAULT_LIFE_SECONDS = 60;

  private final ZvmEndpoint endpoint;
  private final LongSupplier nanos;
  private Key key;
  private CompletableFuture<Key> underWay;
  private Duration pause = Duration.ZERO;
  private long pausedSince;

  ZvmSession(ZvmEndpoint endpoint, LongSupplier nanos) {
    this.endpoint = endpoint;
    this.nanos = nanos;
  }

  /** A key that is good now, as far as is known. */
  synchronized CompletableFuture<Key> key(ZvmTransport transport, Duration timeout) {
    if (key != null && key.renewAtNanos() - nanos.getAsLong() > 0) {
      return CompletableFuture.completedFuture(key);
    }
    long left = pause.toNanos() - (nanos.getAsLong() - pausedSince);
    if (!pause.isZero() && left > 0) {
      return CompletableFuture.failedFuture(
          new ZertoException(
              Kind.INVALID_LOGIN,
              "%s: refuses the credentials; not tried again for %d s, or until they change"
                  .formatted(transport.peer(), TimeUnit.NANOSECONDS.toSeconds(left) + 1)));
    }
    if (underWay == null) {
      CompletableFuture<Key> login = logIn(transport, timeout);
      underWay = login;
      var unused = login.whenComplete(this::ended);
      // A login that has failed at once has cleared the field already.
      return login.copy();
    }
    return underWay.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void ended(Key fresh, Throwable failure) {
    underWay = null;
    if (failure == null) {
      key = fresh;
      pause = Duration.ZERO;
    } else if (ZvmFailures.of(failure, "").kind() == Kind.INVALID_LOGIN) {
      Duration doubled = pause.multipliedBy(2);
      pause = pause.isZero() ? FIRST_PAUSE : shorter(doubled, LONGEST_PAUSE);
      pausedSince = nanos.getAsLong();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The ZVM does not know this one any more. */
  synchronized void reject(Key bad) {
    if (bad.equals(key)) {
      key = null;
    }
  }

  private CompletableFuture<Key> logIn(ZvmTransport transport, Duration timeout) {
    if (endpoint.login() instanceof ZvmLogin.Session session) {
      return transport
          .send(sessionRequest(transport, session), timeout)
          .thenCompose(answer -> settled(() -> sessionKey(transport, answer)));
    }
    return transport
        .send(tokenRequest(transport), timeout)
        .thenCompose(answer -> settled(() -> tokenKey(transport, answer)));
  }

  private HttpRequest.Builder sessionRequest(ZvmTransport transport, ZvmLogin.Session session) {
    String basic = session.username() + ":" + session.password();
    return transport
        .request("/v1/session/add")
        .setHeader(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
        .setHeader("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"AuthenticationMethod\":%d}".formatted(session.ofVCenter() ? 1 : 0)));
  }

  private HttpRequest.Builder tokenRequest(ZvmTransport transport) {
    Map<String, String> form = new LinkedHashMap<>();
    if (endpoint.login() instanceof ZvmLogin.ServiceAccount account) {
      form.put("grant_type", "client_credentials");
      form.put("client_id", account.clientId());
      form.put("client_secret", account.clientSecret());
    } else if (endpoint.login() instanceof ZvmLogin.User user) {
      form.put("grant_type", "password");
      form.put("client_id", "zerto-client");
      form.put("username", user.username());
      form.put("password", user.password());
    }
    return transport
        .request(TOKEN_PATH)
        .setHeader("Content-Type", "application/x-www-form-urlencoded")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                form.entrySet().stream()
                    .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                    .collect(Collectors.joining("&"))));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Key sessionKey(ZvmTransport transport, HttpResponse<byte[]> answer)
      throws ZertoException {
    check(transport, answer);
    String value =
        answer
            .headers()
            .firstValue(SESSION_HEADER)
            .filter(ZvmSession::isHeaderValue)
            .orElseThrow(
                () -> new ZertoException(Kind.PROTOCOL, transport.peer() + ": gave no session"));
    return new Key(SESSION_HEADER, value, nanos.getAsLong() + Duration.ofHours(24).toNanos());
  }

  private Key tokenKey(ZvmTransport transport, HttpResponse<byte[]> answer) throws ZertoException {
    check(transport, answer);
    JsonNode token = ZvmJson.read(answer.body(), transport.peer());
    String value =
        ZvmJson.text(token, "access_token")
            .filter(ZvmSession::isHeaderValue)
            .orElseThrow(
                () -> new ZertoException(Kind.PROTOCOL, transport.peer() + ": gave no token"));
    int life = ZvmJson.integer(token, "expires_in").orElse(DEFAULT_LIFE_SECONDS);
    Duration lasts = Duration.ofSeconds(Math.max(0, life));
    Duration used = lasts.minus(shorter(RENEW_BEFORE, lasts.dividedBy(2)));
    return new Key("Authorization", "Bearer " + value, nanos.getAsLong() + used.toNanos());
  }

  private static boolean isHeaderValue(String value) {
    return value.matches("[\\x21-\\x7e]+");
  }

  private static void check(ZvmTransport transport, HttpResponse<byte[]> answer)
      throws ZertoException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    switch (status) {
      case 400, 401, 403 ->
          throw new ZertoException(
              Kind.INVALID_LOGIN,
              "%s: refuses the credentials (HTTP %d)".formatted(transport.peer(), status));
      case 404 ->
          throw new ZertoException(
              Kind.PROTOCOL,
              transport.peer()
                  + ": has no such log-in; from version 10 on it is Keycloak, before a session");
      default ->
          throw new ZertoException(
              Kind.NO_ANSWER, "%s: log-in answered HTTP %d".formatted(transport.peer(), status));
    }
  }

  /** Something that is computed now, and may fail. */
  interface Computed<T> {
    T get() throws ZertoException;
  }

  static <T> CompletableFuture<T> settled(Computed<T> computed) {
    try {
      return CompletableFuture.completedFuture(computed.get());
    } catch (ZertoException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
