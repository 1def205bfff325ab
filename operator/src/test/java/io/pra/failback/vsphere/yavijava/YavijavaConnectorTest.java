package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the connector believes, and how long it waits. Every refusal is by itself: one JVM. */
@Timeout(30)
class YavijavaConnectorTest {
  private static ServerIdentity rbxIdentity;
  private static ServerIdentity sbgIdentity;
  private static ServerIdentity elsewhereIdentity;
  private static ScriptedVCenter rbx;
  private static ScriptedVCenter sbg;
  private static ScriptedVCenter elsewhere;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    String local = "dns:localhost,ip:127.0.0.1";
    rbxIdentity = ServerIdentity.create(directory, "rbx", local);
    sbgIdentity = ServerIdentity.create(directory, "sbg", local);
    elsewhereIdentity = ServerIdentity.create(directory, "elsewhere", "dns:vc.example");
    rbx = new ScriptedVCenter(rbxIdentity);
    sbg = new ScriptedVCenter(sbgIdentity);
    elsewhere = new ScriptedVCenter(elsewhereIdentity);
  }

  @AfterAll
  static void stop() {
    rbx.close();
    sbg.close();
    elsewhere.close();
  }

  @Test
  void twoVCentersWithTwoAuthoritiesInOneJvm() throws Exception {
    try (VCenter first = login(rbx, rbxIdentity.asAuthority());
        VCenter second = login(sbg, sbgIdentity.asAuthority())) {
      assertThat(first.about().name()).isEqualTo("Scripted vCenter");
      assertThat(second.about().apiVersion()).isEqualTo("8.0.3.0");
    }
    assertUntrusted(rbx, sbgIdentity.asAuthority(), "not issued by a trusted authority");
    assertUntrusted(sbg, rbxIdentity.asAuthority(), "not issued by a trusted authority");
  }

  @Test
  void aWrongHostNameIsRefusedEvenIfTheAuthorityIsRight() throws Exception {
    assertUntrusted(elsewhere, elsewhereIdentity.asAuthority(), "does not fit the host name");
  }

  @Test
  void aPinBelievesTheLeafWhateverItsName() throws Exception {
    login(elsewhere, elsewhereIdentity.asPin()).close();
  }

  @Test
  void aWrongPinIsRefusedAndTheMessageNamesTheRightOne() throws Exception {
    assertUntrusted(rbx, sbgIdentity.asPin(), "presents SHA256:" + rbxIdentity.sha256());
  }

  @Test
  void theSystemStoreDoesNotKnowTheseServers() throws Exception {
    assertUntrusted(rbx, new ServerTrust.SystemStore(), "not issued by a trusted authority");
  }

  @Test
  void trustMaterialThatIsNoneIsRefused() {
    VSphereException e =
        refusal(rbx.endpoint(new ServerTrust.CertificateAuthority("no certificate")));

    assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
    assertThat(e).hasMessageContaining("trust material");
  }

  @Test
  void plainHttpIsRefusedBeforeAnythingIsSent() throws Exception {
    URI url = URI.create("http://localhost:1/sdk");
    VSphereException e = refusal(Endpoint.of(url, rbxIdentity.asAuthority()));

    assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
    assertThat(e).hasMessageContaining("https");
  }

  @Test
  void nobodyListening() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    VSphereException e = refusal(endpoint(port));

    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessage("localhost:" + port + ": cannot connect");
  }

  @Test
  void aBlackHoleIsLeftWithinTheBound() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long before = System.nanoTime();
      VSphereException e = refusal(endpoint(silent.getLocalPort()));

      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessageContaining("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aBodyThatTricklesIsLeftWithinTheBound() throws Exception {
    long before = System.nanoTime();
    VSphereException e = refusalBy("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<a", "a");

    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aReplyWithoutAnEndIsCutAtTheCap() throws Exception {
    VSphereException e =
        refusalBy(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "10000\r\n" + "x".repeat(0x10000) + "\r\n");

    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("longer than 1048576 bytes");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    VSphereException e =
        refusalBy("HTTP/1.1 302 Found\r\nLocation: /sdk\r\nContent-Length: 0\r\n\r\n", "");

    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("HTTP status 302");
  }

  @Test
  void aConnectionThatBreaksIsUnreachable() throws Exception {
    VSphereException e = refusalBy("", null);

    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  /** What a login says to a server that answers with this head, and then repeats this. */
  private static VSphereException refusalBy(String head, String again) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (SSLServerSocket server =
        (SSLServerSocket)
            rbxIdentity
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var unused = thread.submit(() -> serve(server, head, again));
      return refusal(endpoint(server.getLocalPort()));
    } finally {
      thread.shutdownNow();
    }
  }

  private static Void serve(SSLServerSocket server, String head, String again)
      throws IOException, InterruptedException {
    try (Socket client = server.accept()) {
      int read = client.getInputStream().read(new byte[4096]);
      client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      while (read > 0 && again != null) {
        client.getOutputStream().write(again.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        if (again.length() < 10) {
          Thread.sleep(50);
        }
      }
    }
    return null;
  }

  private static VCenter login(ScriptedVCenter server, ServerTrust trust) throws VSphereException {
    return new YavijavaConnector().login(server.endpoint(trust), ScriptedVCenter.OPERATOR);
  }

  private static void assertUntrusted(ScriptedVCenter server, ServerTrust trust, String why) {
    int before = server.requests().size();
    VSphereException e = refusal(server.endpoint(trust));

    assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
    assertThat(e).hasMessageStartingWith("localhost:").hasMessageContaining(why);
    assertThat(server.requests()).hasSize(before);
  }

  private static VSphereException refusal(Endpoint endpoint) {
    return catchThrowableOfType(
        VSphereException.class,
        () -> new YavijavaConnector().login(endpoint, ScriptedVCenter.OPERATOR).close());
  }

  private static Endpoint endpoint(int port) throws Exception {
    return new Endpoint(
        URI.create("https://localhost:" + port + "/sdk"),
        rbxIdentity.asAuthority(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        1 << 20);
  }
}
