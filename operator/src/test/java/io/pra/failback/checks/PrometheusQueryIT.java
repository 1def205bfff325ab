package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.PrometheusProbe;
import io.pra.failback.api.SecretKeyRef;
import io.pra.failback.api.SecretRef;
import io.pra.failback.lab.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Prometheus over TLS; the token is shown to a web server, as it takes none. */
class PrometheusQueryIT {
  private static Peer server;
  private static TestCertificate certificate;

  private final Attempts attempts = new Attempts();

  @BeforeAll
  static void startServer(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.forHost(directory, "localhost");
    Files.writeString(directory.resolve("cert.pem"), certificate.pem());
    Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
    Path web =
        Files.writeString(
            directory.resolve("web.yml"),
            "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n");
    server = Peers.prometheus(directory, FreePort.find(), "--web.config.file=" + web);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void giveSecrets() throws Exception {
    attempts.secrets.put("prometheus-ca", Map.of("ca.crt", certificate.pem()));
    await().atMost(Duration.ofSeconds(60)).until(() -> attempts.of(query("1", "==", 1)).passed());
  }

  @AfterEach
  void stop() {
    attempts.close();
  }

  private static Probe query(String query, String operator, double value) {
    return query("https://localhost:" + server.port() + "/", query, operator, value);
  }

  private static Probe query(String url, String query, String operator, double value) {
    return new PrometheusQuery(
        new PrometheusProbe(url, query, operator, value, null, new SecretRef("prometheus-ca")));
  }

  @Test
  void comparesANumberAndAVector() throws Exception {
    assertThat(attempts.of(query("2.5", "<", 3))).isEqualTo(ProbeResult.passed("2.5 < 3"));
    assertThat(attempts.of(query("vector(7)", ">=", 7))).isEqualTo(ProbeResult.passed("7 >= 7"));
    assertThat(attempts.of(query("vector(7)", "<=", 6.5)))
        .isEqualTo(ProbeResult.wrongAnswer("not 7 <= 6.5"));
    assertThat(attempts.of(query("vector(7)", ">", 7)).passed()).isFalse();
    assertThat(attempts.of(query("vector(7)", "==", 7)).passed()).isTrue();
  }

  @Test
  void eachSeriesMustPass() throws Exception {
    String two =
        "label_replace(vector(1), \"db\", \"a\", \"\", \"\") or label_replace(vector(9), \"db\", \"b\","
            + " \"\", \"\")";

    assertThat(attempts.of(query(two, "<", 10)).message()).isEqualTo("each of 2 series < 10");
    assertThat(attempts.of(query(two, "<", 5)))
        .isEqualTo(ProbeResult.wrongAnswer("not 9 < 5 at {\"db\":\"b\"}"));
  }

  @Test
  void anEmptyResultAndNotANumberFail() throws Exception {
    assertThat(attempts.of(query("no_such_metric", "<", 1)))
        .isEqualTo(ProbeResult.wrongAnswer("the result is empty"));
    assertThat(attempts.of(query("vector(0) / 0", "<", 1)).passed()).isFalse();
    assertThat(attempts.of(query("vector(1) / 0", ">", 1)).passed()).isTrue();
    assertThat(attempts.of(query("\"text\"", "==", 1)).message())
        .isEqualTo("the result is no number and no instant vector");
  }

  @Test
  void aQueryThatIsWrongIsSaid() throws Exception {
    ProbeResult refused = attempts.of(query("sum(", "<", 1));

    assertThat(refused.conclusive()).isFalse();
    assertThat(refused.message()).startsWith("HTTP 400: ").contains("parse error");
  }

  @Test
  void aTokenIsShownAndNeverTold() throws Exception {
    attempts.secrets.put("token", Map.of("token", "s3cret"));
    try (WebServer web = WebServer.plain()) {
      web.on("/sub/api/v1/query", 401, "no");
      PrometheusProbe probe =
          new PrometheusProbe(
              web.url("/sub"), "up == 1", "<", 1.0, new SecretKeyRef("token", "token"), null);

      assertThat(attempts.of(new PrometheusQuery(probe)).message())
          .isEqualTo("HTTP 401, no result");
      assertThat(web.asked().get(0).auth()).isEqualTo("Bearer s3cret");
      assertThat(web.asked().get(0).path()).isEqualTo("/sub/api/v1/query?query=up+%3D%3D+1");
    }
  }

  @Test
  void aMissingTokenIsNamed() throws Exception {
    PrometheusProbe probe =
        new PrometheusProbe(
            "http://localhost:1", "1", "<", 1.0, new SecretKeyRef("token", "token"), null);

    assertThat(attempts.of(new PrometheusQuery(probe)).message())
        .startsWith("prometheus.bearerTokenSecretRef names Secret token, which does not exist");
  }

  @Test
  void aServerThatSaysNothingCostsNoMoreThanTheTimeout() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      ProbeResult result =
          attempts.of(query("http://localhost:" + hole.port(), "1", "<", 1), Attempts.SHORT);

      assertThat(result.message()).contains("localhost:" + hole.port() + " within 500 ms");
    }
  }
}
