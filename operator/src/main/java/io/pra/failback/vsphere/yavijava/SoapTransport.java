package io.pra.failback.vsphere.yavijava;

import io.pra.failback.http.CappedReply;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.VSphereException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Posts SOAP requests to one vCenter, within one session. Each call has a bound on its whole time,
 * body included, because {@link HttpRequest} bounds only the time to the reply's head.
 */
final class SoapTransport {
  /** Understood by every vCenter from 6.5 on; later ones answer in that version's terms. */
  private static final String SOAP_ACTION = "urn:vim25/6.5";

  private static final String SESSION_COOKIE = "vmware_soap_session=";

  private final Endpoint endpoint;
  private final HttpClient http;
  private final Set<Runnable> inFlight = ConcurrentHashMap.newKeySet();
  private volatile String cookie;
  private volatile boolean closed;

  SoapTransport(Endpoint endpoint) throws VSphereException {
    this.endpoint = endpoint;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(endpoint.connectTimeout())
            .sslContext(TlsContexts.of(endpoint.trust()))
            .build();
  }

  /** Starts a call. Cancelling the future breaks the call off. */
  CompletableFuture<Reply> post(byte[] envelope, Duration timeout) {
    if (closed) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request(envelope), CappedReply.handler(endpoint.maxReplyBytes()));
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Runnable breakOff = () -> reply.cancel(true);
    inFlight.add(breakOff);
    var unused =
        exchange.whenComplete(
            (response, failure) -> {
              if (failure == null) {
                keepCookie(response);
                reply.complete(new Reply(response.statusCode(), response.body()));
              } else {
                reply.completeExceptionally(failure);
              }
            });
    var unused2 =
        reply.whenComplete(
            (answered, failure) -> {
              inFlight.remove(breakOff);
              if (failure != null) {
                exchange.cancel(true);
              }
            });
    if (closed) {
      reply.cancel(true);
    }
    return reply.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Breaks off every call that is under way, and refuses others. */
  void close() {
    closed = true;
    breakOff();
  }

  /** Breaks off every call that is under way. */
  void breakOff() {
    inFlight.forEach(Runnable::run);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Host and port, for messages. */
  String peer() {
    URI url = endpoint.url();
    return url.getHost() + ":" + (url.getPort() < 0 ? 443 : url.getPort());
  }

  private HttpRequest request(byte[] envelope) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.url())
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", SOAP_ACTION)
            .POST(BodyPublishers.ofByteArray(envelope));
    String session = cookie;
    if (session != null) {
      request.header("Cookie", session);
    }
    return request.build();
  }

  private void keepCookie(HttpResponse<byte[]> response) {
    for (String header : response.headers().allValues("set-cookie")) {
      if (header.startsWith(SESSION_COOKIE)) {
        int end = header.indexOf(';');
        cookie = end < 0 ? header : header.substring(0, end);
      }
    }
  }

  /** What came back, the whole of it. */
  static final class Reply {
    private final int status;
    private final byte[] body;

    Reply(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    /** The HTTP status. */
    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }
  }
}
