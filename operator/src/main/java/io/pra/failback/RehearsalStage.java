package io.pra.failback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pra.failback.threads.Daemons;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server and two vCenters on the loopback interface, with one plan and one VM at each site;
 * both run. They know what a start asks for and nothing else, and believe everybody.
 */
final class RehearsalStage implements AutoCloseable {
  private static final String STORE = "stage.p12";
  private static final String PASSWORD = "rehearsal";
  private static final String GROUP = "/apis/failback.pra.io/v1alpha1/";
  private static final Pattern SOAP_METHOD = Pattern.compile("Body[^>]*>\\s*<(?:\\w+:)?(\\w+)");

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, JsonNode> objects = new ConcurrentHashMap<>();
  private final CountDownLatch suspended = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpsServer server;
  private final String authority;

  private RehearsalStage(HttpsServer server, String authority) throws IOException {
    this.server = server;
    this.authority = authority;
    String url = "https://127.0.0.1:" + server.getAddress().getPort();
    for (String site : new String[] {"rbx", "sbg"}) {
      put(GROUP, "sitestates", RehearsalScript.site(site, url + "/" + site + "/sdk"));
      server.createContext("/" + site + "/sdk", exchange -> soap(exchange, site));
    }
    put(GROUP, "failbackplans", RehearsalScript.plan());
    put("/api/v1/", "secrets", RehearsalScript.secret(base64(authority)));
    server.createContext("/", this::rest);
    server.setExecutor(Executors.newCachedThreadPool(Daemons.named("stage")));
    server.start();
  }

  /**
   * Opens it, with a certificate of its own.
   *
   * @param folder where the certificate is made; it is empty again afterwards
   */
  static RehearsalStage open(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve(STORE);
    makeCertificate(store);
    try (InputStream stored = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(stored, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(managers.getKeyManagers(), null, null);
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new RehearsalStage(
          server,
          "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
              .formatted(
                  Base64.getMimeEncoder()
                      .encodeToString(keys.getCertificate("stage").getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IOException("the stage has no certificate", e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /** No part of the JDK's API makes a certificate; its tool does. */
  private static void makeCertificate(Path store) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "stage",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (tool.waitFor() != 0) {
      throw new IOException("keytool made no certificate");
    }
  }

  /** How to reach the API server, as a person would: the start from a kubeconfig is the longest. */
  String kubeconfig() {
    return """
        {"apiVersion": "v1", "kind": "Config", "current-context": "stage",
         "clusters": [{"name": "stage", "cluster": {
           "server": "https://127.0.0.1:%d", "certificate-authority-data": "%s"}}],
         "users": [{"name": "stage", "user": {"token": "stage"}}],
         "contexts": [{"name": "stage",
           "context": {"cluster": "stage", "user": "stage", "namespace": "default"}}]}
        """
        .formatted(server.getAddress().getPort(), base64(authority));
  }

  boolean awaitSuspension(Duration patience) throws InterruptedException {
    return suspended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void put(String group, String plural, String object) throws IOException {
    JsonNode tree = json.readTree(object);
    objects.put(path(group, plural, tree), tree);
  }

  private static String path(String group, String plural, JsonNode object) {
    return group + "namespaces/default/" + plural + "/" + object.at("/metadata/name").asText();
  }

  private void rest(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("/status$", "");
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (query.contains("watch=true")) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        awaitClosed();
      } else if (exchange.getRequestMethod().equals("GET") && objects.containsKey(path)) {
        reply(exchange, 200, objects.get(path).toString());
      } else if (exchange.getRequestMethod().equals("GET") && isList(path)) {
        reply(exchange, 200, list(path));
      } else if (exchange.getRequestMethod().equals("PATCH") && objects.containsKey(path)) {
        reply(exchange, 200, patched(path, json.readTree(body)));
      } else if (exchange.getRequestMethod().equals("GET")) {
        reply(exchange, 404, RehearsalScript.NOT_FOUND);
      } else {
        kept(path, exchange.getRequestMethod(), body);
        reply(exchange, 201, new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  /** Of what is written, only the Lease is read again: who leads is asked before each step. */
  private void kept(String path, String method, byte[] body) throws IOException {
    if (path.contains("/leases")) {
      JsonNode lease = json.readTree(body);
      boolean created = method.equals("POST");
      objects.put(created ? path + "/" + lease.at("/metadata/name").asText() : path, lease);
    }
  }

  private boolean isList(String path) {
    String plural = path.substring(path.lastIndexOf('/') + 1);
    return objects.keySet().stream().anyMatch(object -> object.contains("/" + plural + "/"));
  }

  private String list(String path) {
    String plural = path.substring(path.lastIndexOf('/') + 1);
    ObjectNode list = json.createObjectNode();
    list.put("apiVersion", "v1")
        .put("kind", "List")
        .putObject("metadata")
        .put("resourceVersion", "1");
    var items = list.putArray("items");
    objects.forEach(
        (name, object) -> {
          if (name.contains("/" + plural + "/")) {
            items.add(object);
          }
        });
    return list.toString();
  }

  private String patched(String path, JsonNode patch) {
    return objects
        .computeIfPresent(
            path,
            (same, before) -> {
              ObjectNode after = before.deepCopy();
              if (patch.has("status")) {
                after.set("status", patch.get("status"));
              }
              return after;
            })
        .toString();
  }

  private void soap(HttpExchange exchange, String site) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Matcher called = SOAP_METHOD.matcher(request);
      String method = called.find() ? called.group(1) : "";
      if (method.equals("WaitForUpdatesEx") && !RehearsalScript.isFirst(request)) {
        awaitClosed();
      }
      if (method.equals("SuspendVM_Task")) {
        suspended.countDown();
      }
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      reply(exchange, 200, RehearsalScript.answer(method, site));
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
