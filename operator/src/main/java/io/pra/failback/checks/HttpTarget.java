package io.pra.failback.checks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a request goes. User info of a URL becomes an {@code Authorization} header, so that it is
 * in no message and no log.
 */
final class HttpTarget {
  private final URI uri;
  private final String authorization;
  private final String peer;

  private HttpTarget(URI uri, String authorization, String peer) {
    this.uri = uri;
    this.authorization = authorization;
    this.peer = peer;
  }

  /**
   * Reads a URL that a person wrote.
   *
   * @throws IllegalArgumentException if it is no http or https URL with a host; its message does
   *     not repeat the URL, which may hold a password
   */
  static HttpTarget of(String url) {
    URI written;
    try {
      written = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a valid URL");
    }
    boolean https = "https".equalsIgnoreCase(written.getScheme());
    boolean http = "http".equalsIgnoreCase(written.getScheme());
    if (!(http || https) || written.getHost() == null) {
      throw new IllegalArgumentException("not an http or https URL with a host");
    }
    int port = written.getPort() >= 0 ? written.getPort() : https ? 443 : 80;
    String host = written.getHost();
    String path = written.getRawPath().isEmpty() ? "/" : written.getRawPath();
    String query = written.getRawQuery() == null ? "" : "?" + written.getRawQuery();
    URI uri = URI.create((https ? "https://" : "http://") + host + ":" + port + path + query);
    return new HttpTarget(uri, basic(written.getUserInfo()), Failure.peer(host, port));
  }

  private static String basic(String userInfo) {
    return userInfo == null
        ? null
        : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  String host() {
    return uri.getHost();
  }

  /** Host and port, for messages. */
  String peer() {
    return peer;
  }

  HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).setHeader("User-Agent", "failback-operator");
    return authorization == null ? request : request.setHeader("Authorization", authorization);
  }
}
