package io.pra.failback.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Stands before a simulated vCenter with a certificate of its own. It passes calls on, changes what
 * comes back, or answers itself.
 */
final class SoapProxy implements AutoCloseable {
  /** What is answered instead of the vCenter's reply. */
  interface Answer {
    void write(OutputStream reply) throws IOException;
  }

  /** Changes a reply on its way back. */
  interface Change {
    String change(String method, String reply);
  }

  private static final Pattern METHOD = Pattern.compile("<soapenv:Body><([A-Za-z_]+) ");
  private static final Change NONE = (method, reply) -> reply;

  static {
    // Or each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI vCenter;
  private final HttpClient client;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicLong longestAnswer = new AtomicLong();
  private volatile CompletableFuture<Answer> attack = new CompletableFuture<>();
  private volatile Change change = NONE;

  SoapProxy(LabInfo.Site site, ServerIdentity identity)
      throws IOException, GeneralSecurityException {
    vCenter = site.url();
    client = HttpClient.newBuilder().sslContext(trusting(site)).build();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    server.setExecutor(threads);
    server.createContext("/sdk", this::serve);
    server.start();
  }

  private static SSLContext trusting(LabInfo.Site site)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(site.ca()))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/sdk";
  }

  /** From now on every call gets this answer, those that wait too. */
  void answers(Answer answer) {
    longestAnswer.set(0);
    attack.complete(answer);
  }

  /** From now on replies are changed on their way. */
  void changes(Change how) {
    change = how;
  }

  /** From now on it only passes on. */
  void behaves() {
    change = NONE;
    attack = new CompletableFuture<>();
  }

  /** How many calls the vCenter has answered through it. */
  int passed() {
    return passed.get();
  }

  /** How much of the present answer somebody took at most, in bytes, with what sockets buffer. */
  long longestAnswer() {
    return longestAnswer.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      Optional<Answer> answer = answerTo(exchange, request);
      if (answer.isPresent()) {
        exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        write(answer.get(), exchange.getResponseBody());
      }
    }
  }

  /** Empty if the vCenter's own has been passed on. */
  private Optional<Answer> answerTo(HttpExchange exchange, byte[] request) throws IOException {
    CompletableFuture<Answer> instead = attack;
    if (instead.isDone()) {
      return Optional.of(instead.join());
    }
    CompletableFuture<HttpResponse<String>> real =
        client.sendAsync(
            passedOn(exchange, request), BodyHandlers.ofString(StandardCharsets.UTF_8));
    CompletableFuture.anyOf(real.handle((reply, failure) -> reply), instead).join();
    if (instead.isDone()) {
      real.cancel(true);
      return Optional.of(instead.join());
    }
    if (!real.isCompletedExceptionally()) {
      passBack(exchange, methodOf(request), real.join());
    }
    return Optional.empty();
  }

  private HttpRequest passedOn(HttpExchange exchange, byte[] request) {
    HttpRequest.Builder call =
        HttpRequest.newBuilder(vCenter).POST(BodyPublishers.ofByteArray(request));
    for (String header : new String[] {"Content-Type", "SOAPAction", "Cookie"}) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        call.header(header, value);
      }
    }
    return call.build();
  }

  private void passBack(HttpExchange exchange, String method, HttpResponse<String> reply)
      throws IOException {
    byte[] body = change.change(method, reply.body()).getBytes(StandardCharsets.UTF_8);
    reply
        .headers()
        .allValues("set-cookie")
        .forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
    exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
    exchange.sendResponseHeaders(reply.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    passed.incrementAndGet();
  }

  private void write(Answer answer, OutputStream body) throws IOException {
    Counting counting = new Counting(body);
    try {
      answer.write(counting);
    } finally {
      longestAnswer.accumulateAndGet(counting.count, Math::max);
    }
  }

  private static String methodOf(byte[] request) {
    Matcher matcher = METHOD.matcher(new String(request, StandardCharsets.UTF_8));
    return matcher.find() ? matcher.group(1) : "";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static final class Counting extends OutputStream {
    private final OutputStream out;
    private long count;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
