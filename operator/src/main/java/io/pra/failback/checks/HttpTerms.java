package io.pra.failback.checks;

import io.pra.failback.api.HttpHeader;
import io.pra.failback.api.SecretKeyRef;
import io.pra.failback.api.SecretRef;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a request carries beside its URL and body, and whom it is sent to.
 *
 * @param field of the plan, from the kind on, for messages
 * @param ca null for the JVM's trust store
 */
record HttpTerms(String field, List<Header> headers, SecretRef ca) {
  /**
   * A header.
   *
   * @param field of the plan that it is from
   * @param plain the value, or what comes before the one from the Secret
   * @param secret null if the whole value is plain
   */
  record Header(String field, String name, String plain, SecretUse secret) {
    String value(SecretValues secrets) {
      return secret == null ? plain : plain + secrets.of(secret);
    }
  }

  static HttpTerms of(String field, List<HttpHeader> written, SecretRef ca) {
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      HttpHeader header = written.get(i);
      String where = "%s.headers[%d]".formatted(field, i);
      headers.add(
          header.valueFrom() == null
              ? new Header(where, header.name(), header.value(), null)
              : new Header(
                  where,
                  header.name(),
                  "",
                  SecretUse.of(
                      where + ".valueFrom.secretKeyRef", header.valueFrom().secretKeyRef())));
    }
    return new HttpTerms(field, headers, ca);
  }

  /** Nothing but a token that authorizes, if there is one. */
  static HttpTerms bearer(String field, SecretKeyRef token, SecretRef ca) {
    String where = field + ".bearerTokenSecretRef";
    return new HttpTerms(
        field,
        token == null
            ? List.of()
            : List.of(new Header(where, "Authorization", "Bearer ", SecretUse.of(where, token))),
        ca);
  }

  List<SecretUse> secrets() {
    List<SecretUse> uses = new ArrayList<>();
    headers.stream().map(Header::secret).filter(Objects::nonNull).forEach(uses::add);
    if (ca != null) {
      uses.add(authorities());
    }
    return uses;
  }

  private SecretUse authorities() {
    return SecretUse.ca(field + ".caSecretRef", ca);
  }

  /**
   * Puts the headers on.
   *
   * @throws SecretUnavailableException if a value cannot be sent; its message does not repeat it
   */
  void putOn(HttpRequest.Builder request, SecretValues secrets) {
    for (Header header : headers) {
      try {
        request.setHeader(header.name(), header.value(secrets));
      } catch (IllegalArgumentException e) {
        // Its message holds the value.
        throw new SecretUnavailableException(
            header.field() + " is no header that can be sent: its value must be one line of text");
      }
    }
  }

  HttpClient client(HttpConnections connections, SecretValues secrets) {
    return ca == null
        ? connections.trusting()
        : connections.trusting(authorities().field(), secrets.of(authorities()));
  }
}
