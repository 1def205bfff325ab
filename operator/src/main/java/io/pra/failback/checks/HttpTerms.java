package io.pra.failback.checks;

import io.pra.failback.api.HttpHeader;
import io.pra.failback.api.SecretRef;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request carries beside its URL and body, and whom it is sent to.
 *
 * @param field of the plan, from the kind on, for messages
 * @param ca null for the JVM's trust store
 */
record HttpTerms(String field, List<HttpHeader> headers, SecretRef ca) {
  List<SecretUse> secrets() {
    List<SecretUse> uses = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).valueFrom() != null) {
        uses.add(header(i));
      }
    }
    if (ca != null) {
      uses.add(authorities());
    }
    return uses;
  }

  private SecretUse header(int i) {
    return SecretUse.of(
        "%s.headers[%d].valueFrom.secretKeyRef".formatted(field, i),
        headers.get(i).valueFrom().secretKeyRef());
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
    for (int i = 0; i < headers.size(); i++) {
      HttpHeader header = headers.get(i);
      String value = header.valueFrom() == null ? header.value() : secrets.of(header(i));
      try {
        request.setHeader(header.name(), value);
      } catch (IllegalArgumentException e) {
        // Its message holds the value.
        throw new SecretUnavailableException(
            "%s.headers[%d] is no header that can be sent: its value must be one line of text"
                .formatted(field, i));
      }
    }
  }

  HttpClient client(HttpConnections connections, SecretValues secrets) {
    return ca == null
        ? connections.trusting()
        : connections.trusting(authorities().field(), secrets.of(authorities()));
  }
}
