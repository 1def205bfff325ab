package io.pra.failback.checks;

import io.pra.failback.api.RedisServer;
import io.pra.failback.api.TlsMode;
import io.pra.failback.observability.PlainText;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * How one Redis server is reached, logged in to, and spoken of.
 *
 * @param field of the plan that holds the server, for messages
 */
record RedisSession(RedisServer server, String field) {
  /** What is said in a session. */
  interface Talk<T> {
    T with(RespConnection redis) throws IOException;
  }

  /** Host and port, for messages. */
  String peer() {
    return Failure.peer(server.host(), server.port());
  }

  /**
   * Connects, logs in, talks, and hangs up, all within the timeout.
   *
   * @param otherwise what to make of a failure
   */
  <T> CompletableFuture<T> talk(
      Network network, Duration timeout, Talk<T> talk, Function<Trouble, T> otherwise) {
    return network
        .secrets()
        .read(secrets(), timeout)
        .thenCompose(
            secrets ->
                network
                    .names()
                    .addressOf(server.host(), timeout)
                    .thenCompose(
                        address ->
                            BlockingCall.on(
                                network.threads(),
                                timeout,
                                call -> talk.with(open(call, address, secrets, timeout))))
                    .exceptionally(failure -> otherwise.apply(trouble(failure, secrets, timeout))))
        .exceptionally(
            failure ->
                otherwise.apply(
                    new Trouble(
                        Failure.of(failure), false, Failure.of(failure).message(peer(), timeout))));
  }

  /**
   * Why there was no answer.
   *
   * @param saidNo whether the server has answered, and refused
   * @param message for people, without secrets
   */
  record Trouble(Failure failure, boolean saidNo, String message) {
    /** Whether nothing at all was heard of the server. */
    boolean isSilence() {
      return switch (failure.kind()) {
        case UNRESOLVED, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, TIMEOUT -> true;
        case UNTRUSTED, SECRET, INVALID, BROKEN -> false;
      };
    }
  }

  private Trouble trouble(Throwable thrown, SecretValues secrets, Duration timeout) {
    Failure failure = Failure.of(thrown);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof RespConnection.Refused refused) {
        String said = PlainText.of(secrets.removedFrom(refused.getMessage()), 160);
        boolean login = said.startsWith("WRONGPASS") || said.startsWith("NOAUTH");
        return new Trouble(
            failure,
            true,
            login
                ? "%s refuses the login: correct %s".formatted(peer(), credentials())
                : "%s says: %s".formatted(peer(), said));
      }
    }
    return new Trouble(failure, false, failure.message(peer(), timeout));
  }

  private String credentials() {
    return server.credentialsSecretRef() == null
        ? field + ".credentialsSecretRef, which names no Secret"
        : "Secret " + server.credentialsSecretRef().name();
  }

  private RespConnection open(
      BlockingCall call, InetAddress address, SecretValues secrets, Duration timeout)
      throws IOException, GeneralSecurityException {
    RespConnection redis =
        RespConnection.open(call, address, server.host(), server.port(), trust(secrets), timeout);
    if (server.credentialsSecretRef() != null) {
      String password = secrets.of(password());
      if (secrets.find(user()).isPresent()) {
        redis.call("AUTH", secrets.of(user()), password);
      } else {
        redis.call("AUTH", password);
      }
    }
    return redis;
  }

  private SSLContext trust(SecretValues secrets) throws GeneralSecurityException {
    if (server.tls().mode() == TlsMode.Disabled) {
      return null;
    }
    return server.tls().caSecretRef() == null
        ? SSLContext.getDefault()
        : HttpConnections.trust(authorities().field(), secrets.of(authorities()));
  }

  private List<SecretUse> secrets() {
    List<SecretUse> uses = new ArrayList<>();
    if (server.credentialsSecretRef() != null) {
      uses.add(user());
      uses.add(password());
    }
    if (server.tls().caSecretRef() != null) {
      uses.add(authorities());
    }
    return uses;
  }

  private SecretUse user() {
    return SecretUse.optional(
        field + ".credentialsSecretRef", server.credentialsSecretRef(), "username");
  }

  private SecretUse password() {
    return SecretUse.of(field + ".credentialsSecretRef", server.credentialsSecretRef(), "password");
  }

  private SecretUse authorities() {
    return SecretUse.ca(field + ".tls.caSecretRef", server.tls().caSecretRef());
  }
}
