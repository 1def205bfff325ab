package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.TcpProbe;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final TestSecrets secrets = new TestSecrets();
  private final Uplink uplink =
      new Uplink("test", secrets, GuestSource.NONE, new FakeObjects(), System::nanoTime, null);
  private WebServer web;

  @BeforeEach
  void start() throws Exception {
    web = WebServer.plain();
  }

  @AfterEach
  void stop() {
    web.close();
    uplink.close();
  }

  private ProbeResult attempt(Probe probe, Duration timeout) throws Exception {
    return attempt(probe, timeout, uplink);
  }

  /** Fails the test when the attempt outlives its bound. */
  private static ProbeResult attempt(Probe probe, Duration timeout, Uplink over) throws Exception {
    return probe
        .attempt(over.network("default/erp"), timeout)
        .get(timeout.toMillis() + 2_000, TimeUnit.MILLISECONDS);
  }

  private static Probe tcp(String host, int port) {
    return new TcpConnect(new TcpProbe(host, port));
  }

  private Probe get(String path, Integer status, String contains) {
    return new HttpGet(HttpProbe.plain(web.url(path), status, contains));
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void tcpPassesWhenSomethingListens() throws Exception {
    ProbeResult result = attempt(tcp("localhost", web.port()), TIMEOUT);

    assertThat(result.passed()).isTrue();
    assertThat(result.message()).matches("connected in \\d+ ms");
  }

  @Test
  void tcpSaysThatTheConnectionIsRefused() throws Exception {
    int port = closedPort();

    assertThat(attempt(tcp("localhost", port), TIMEOUT))
        .isEqualTo(ProbeResult.inconclusive("connection refused by localhost:" + port));
  }

  @Test
  void tcpGivesUpOnABlackHole() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      assertThat(attempt(tcp("localhost", hole.port()), SHORT))
          .isEqualTo(
              ProbeResult.inconclusive(
                  "no answer from localhost:" + hole.port() + " within 400 ms"));
    }
  }

  @Test
  void tcpSaysThatANameIsUnknownAndShowsItEscaped() throws Exception {
    assertThat(attempt(tcp("no-such.invalid", 1), TIMEOUT).message())
        .isEqualTo("cannot resolve no-such.invalid");
    assertThat(attempt(tcp("a\u001bb", 1), TIMEOUT).message())
        .isEqualTo("cannot resolve a\\u001bb");
  }

  @Test
  void httpPassesOnTheExpectedStatusAndText() throws Exception {
    web.on("/ok", 200, "status: UP");

    ProbeResult result = attempt(get("/ok", null, "UP"), TIMEOUT);

    assertThat(result.passed()).isTrue();
    assertThat(result.message()).matches("HTTP 200 in \\d+ ms");
  }

  @Test
  void httpFailsOnAnotherStatusOrText() throws Exception {
    web.on("/busy", 503, "").on("/down", 200, "status: DOWN");

    assertThat(attempt(get("/busy", 200, null), TIMEOUT))
        .isEqualTo(ProbeResult.inconclusive("HTTP 503, expected 200"));
    assertThat(attempt(get("/down", 200, "UP"), TIMEOUT))
        .isEqualTo(
            ProbeResult.wrongAnswer("HTTP 200, the body does not contain the expected text"));
  }

  @Test
  void httpFollowsNoRedirect() throws Exception {
    web.on(
            "/old",
            exchange -> {
              exchange.getResponseHeaders().set("Location", web.url("/new"));
              exchange.sendResponseHeaders(302, -1);
            })
        .on("/new", 200, "");

    assertThat(attempt(get("/old", 200, null), TIMEOUT).message())
        .isEqualTo("HTTP 302, expected 200");
    assertThat(attempt(get("/old", 302, null), TIMEOUT).passed()).isTrue();
    assertThat(web.asked()).extracting(WebServer.Asked::path).containsOnly("/old");
  }

  @Test
  void httpBoundsABodyThatNeverEnds() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    web.on(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          await(end);
        });

    ProbeResult result = attempt(get("/slow", 200, "UP"), SHORT);
    end.countDown();

    assertThat(result)
        .isEqualTo(
            ProbeResult.inconclusive("no answer from localhost:" + web.port() + " within 400 ms"));
  }

  @Test
  void httpReadsNoMoreThan64KiB() throws Exception {
    web.on(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] zeros = new byte[1 << 16];
          while (!Thread.currentThread().isInterrupted()) {
            exchange.getResponseBody().write(zeros);
          }
        });

    assertThat(attempt(get("/endless", 200, "UP"), TIMEOUT).message())
        .isEqualTo("HTTP 200, the first 64 KiB of the body do not contain the expected text");
    assertThat(attempt(get("/endless", 200, null), TIMEOUT).passed()).isTrue();
  }

  @Test
  void httpGivesUpOnABlackHole() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      Probe probe = new HttpGet(HttpProbe.plain("http://localhost:" + hole.port(), 200, null));

      assertThat(attempt(probe, SHORT).message())
          .isEqualTo("no connection to localhost:" + hole.port() + " within 400 ms");
    }
  }

  @Test
  void httpSaysWhatIsWrongWithTheConnection() throws Exception {
    int port = closedPort();

    assertThat(attempt(new HttpGet(HttpProbe.plain("http://localhost:" + port, 200, "")), TIMEOUT))
        .isEqualTo(ProbeResult.inconclusive("connection refused by localhost:" + port));
    assertThat(attempt(new HttpGet(HttpProbe.plain("http://no-such.invalid/x", 200, "")), TIMEOUT))
        .isEqualTo(ProbeResult.inconclusive("cannot resolve no-such.invalid"));
  }

  @Test
  void passwordsInUrlsAreSentButNeverShown() throws Exception {
    web.on("/", 403, "");
    String url = "http://bob:s3cret@localhost:" + web.port() + "/?token=s3cret";
    Probe probe = new HttpGet(HttpProbe.plain(url, 200, ""));

    assertThat(attempt(probe, TIMEOUT).message()).isEqualTo("HTTP 403, expected 200");
    assertThat(web.asked().get(0).auth()).isEqualTo("Basic Ym9iOnMzY3JldA==");
    assertThat(probe.toString()).doesNotContain("s3cret");
    for (String bad : new String[] {"http://bob:s3cret@", "ftp://bob:s3cret@h/", "s3cret bad"}) {
      ProbeResult refused = attempt(new HttpGet(HttpProbe.plain(bad, 200, "")), TIMEOUT);
      assertThat(refused.passed()).isFalse();
      assertThat(refused.message()).contains("URL").doesNotContain("s3cret");
    }
  }

  @Test
  void tlsIsRefusedUnlessTheCertificateIsTrustedAndNamesTheHost(@TempDir Path dir)
      throws Exception {
    TestCertificate localhost = TestCertificate.forHost(dir, "localhost");
    TestCertificate other = TestCertificate.forHost(dir, "other.example");
    assertThat(overTls(localhost.server(), localhost.trust()).passed()).isTrue();
    assertThat(overTls(localhost.server(), other.trust()).message())
        .matches("TLS with localhost:\\d+ failed: .*unable to find valid certification path.*");
    assertThat(overTls(other.server(), other.trust()).message())
        .matches("TLS with localhost:\\d+ failed: .*localhost.*");
  }

  private ProbeResult overTls(SSLContext server, SSLContext trust) throws Exception {
    try (WebServer tls = WebServer.tls(server).on("/", 200, "");
        Uplink trusting =
            new Uplink(
                "test-tls",
                secrets,
                GuestSource.NONE,
                new FakeObjects(),
                System::nanoTime,
                trust)) {
      return attempt(new HttpGet(HttpProbe.plain(tls.url("/"), 200, "")), TIMEOUT, trusting);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
