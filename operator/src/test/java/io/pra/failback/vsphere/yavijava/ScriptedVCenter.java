package io.pra.failback.vsphere.yavijava;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTPS server that answers SOAP calls with what a test has written down: for replies that no
 * simulator gives.
 */
final class ScriptedVCenter implements AutoCloseable {
  static final Credentials OPERATOR = new Credentials("operator@vsphere.local", "s3cret-of-op");
  static final String COOKIE = "vmware_soap_session=\"c00kie-of-op\"";
  private static final Pattern METHOD = Pattern.compile("<soapenv:Body><([A-Za-z_]+) ");

  static {
    // Or each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, UnaryOperator<String>> script = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final ServerIdentity identity;
  private volatile int status;

  ScriptedVCenter(ServerIdentity identity) throws IOException, GeneralSecurityException {
    this.identity = identity;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    server.setExecutor(threads);
    server.createContext("/sdk", this::answer);
    server.start();
    on(
        "RetrieveServiceContent",
        "<rootFolder type=\"Folder\">group-d1</rootFolder>"
            + "<propertyCollector type=\"PropertyCollector\">propertyCollector</propertyCollector>"
            + "<viewManager type=\"ViewManager\">ViewManager</viewManager>"
            + "<about><fullName>Scripted vCenter</fullName><apiVersion>8.0.3.0</apiVersion></about>"
            + "<sessionManager type=\"SessionManager\">SessionManager</sessionManager>"
            + "<vStorageObjectManager type=\"New\">unknown-to-yavijava</vStorageObjectManager>");
    on("Login", "<key>key</key><userName>operator@vsphere.local</userName><shape>new</shape>");
    onRaw("Logout", envelope("<LogoutResponse xmlns=\"urn:vim25\"/>"));
    onReference("CreatePropertyCollector", "PropertyCollector", "collector-1");
    onReference("CreateContainerView", "ContainerView", "view-1");
    onReference("CreateFilter", "PropertyFilter", "filter-1");
  }

  static String envelope(String body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
        + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>"
        + body
        + "</soapenv:Body></soapenv:Envelope>";
  }

  static String fault(String type, String message, String inside) {
    return envelope(
        "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>"
            + message
            + "</faultstring><detail><"
            + type
            + "Fault xmlns=\"urn:vim25\" xsi:type=\""
            + type
            + "\">"
            + inside
            + "</"
            + type
            + "Fault></detail></soapenv:Fault>");
  }

  /** The method returns what is between the tags of {@code returnval}. */
  ScriptedVCenter on(String method, String returned) {
    return onRaw(method, response(method, "<returnval>" + returned + "</returnval>"));
  }

  ScriptedVCenter onReference(String method, String type, String value) {
    return onRaw(
        method, response(method, "<returnval type=\"" + type + "\">" + value + "</returnval>"));
  }

  /** The whole reply. */
  ScriptedVCenter onRaw(String method, String reply) {
    return onRequest(method, request -> reply);
  }

  ScriptedVCenter onRequest(String method, UnaryOperator<String> answer) {
    script.put(method, answer);
    return this;
  }

  /** Answers everything with this HTTP status from now on. */
  void speakOnlyHttp(int newStatus) {
    status = newStatus;
  }

  static String response(String method, String inside) {
    return envelope(
        "<" + method + "Response xmlns=\"urn:vim25\">" + inside + "</" + method + "Response>");
  }

  URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/sdk");
  }

  Endpoint endpoint(ServerTrust trust) {
    return new Endpoint(url(), trust, Duration.ofSeconds(2), Duration.ofSeconds(2), 1 << 20);
  }

  VCenter login() throws VSphereException, GeneralSecurityException {
    return new YavijavaConnector().login(endpoint(identity.asAuthority()), OPERATOR);
  }

  /** The bodies of all requests so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(request);
    Matcher method = METHOD.matcher(request);
    String reply =
        !method.find()
            ? "no method"
            : script
                .getOrDefault(
                    method.group(1),
                    any -> fault("MethodNotFound", "not scripted: " + method.group(1), ""))
                .apply(request);
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "; Path=/; HttpOnly; Secure");
    int code = status != 0 ? status : reply.contains("Fault>") ? 500 : 200;
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
