package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.MySqlProbe;
import io.pra.failback.api.SecretRef;
import io.pra.failback.api.ServiceTls;
import io.pra.failback.api.TlsMode;
import io.pra.failback.lab.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real MariaDB. */
class MySqlQueryIT {
  private static final ServiceTls CLEAR = new ServiceTls(TlsMode.Disabled, null);
  private static final ServiceTls VERIFIED = new ServiceTls(null, new SecretRef("mysql-ca"));
  private static final String PASSWORD = "s3cret-of-mysql";

  private static Peer server;
  private static TestCertificate certificate;

  private final Attempts attempts = new Attempts();

  @BeforeAll
  static void startServer(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.forHost(directory, "localhost");
    Path pem = Files.writeString(directory.resolve("cert.pem"), certificate.pem());
    Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
    String setup =
        """
        CREATE DATABASE erp;
        CREATE TABLE erp.orders (id INT PRIMARY KEY);
        INSERT INTO erp.orders VALUES (1), (2);
        CREATE USER probe@'%%' IDENTIFIED BY '%s';
        GRANT ALL ON erp.* TO probe@'%%';
        """
            .formatted(PASSWORD);
    server =
        Peers.mariaDb(directory, FreePort.find(), setup, "--ssl-cert=" + pem, "--ssl-key=" + key);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void giveSecrets() {
    attempts.secrets.put("mysql", Map.of("username", "probe", "password", PASSWORD));
    attempts.secrets.put("mysql-ca", Map.of("ca.crt", certificate.pem()));
  }

  @AfterEach
  void stop() {
    attempts.close();
  }

  private static Probe query(String query, String expected, ServiceTls tls) {
    return query("localhost", server.port(), query, expected, tls);
  }

  private static Probe query(String host, int port, String query, String expected, ServiceTls tls) {
    return new MySqlQuery(
        new MySqlProbe(host, port, "erp", new SecretRef("mysql"), tls, query, expected));
  }

  @Test
  void passesOnTheExpectedValueOverTls() throws Exception {
    assertThat(attempts.of(query("select count(*) from orders", "2", VERIFIED)).message())
        .matches("2 in \\d+ ms");
    assertThat(attempts.of(query("select null", "NULL", CLEAR)).passed()).isTrue();
    assertThat(attempts.of(query("show status like 'Ssl_cipher'", "x", VERIFIED)).message())
        .isEqualTo("1 row(s) of 2 column(s), expected one value");
  }

  @Test
  void failsOnAnotherValueOrMoreThanOne() throws Exception {
    assertThat(attempts.of(query("select count(*) from orders", "3", CLEAR)))
        .isEqualTo(ProbeResult.wrongAnswer("2, expected 3"));
    assertThat(attempts.of(query("select id from orders", "1", CLEAR)))
        .isEqualTo(ProbeResult.wrongAnswer("2 or more row(s) of 1 column(s), expected one value"));
    assertThat(attempts.of(query("select id from orders where id = 9", "9", CLEAR)).message())
        .isEqualTo("0 row(s) of 1 column(s), expected one value");
  }

  @Test
  void aSessionOnlyReads() throws Exception {
    ProbeResult refused = attempts.of(query("insert into orders values (3)", "x", CLEAR));

    assertThat(refused.passed()).isFalse();
    assertThat(refused.message()).contains("READ ONLY transaction");
    assertThat(attempts.of(query("select count(*) from orders", "2", CLEAR)).passed()).isTrue();
  }

  @Test
  void oneStatementIsOneStatement() throws Exception {
    assertThat(attempts.of(query("select 1; drop table orders", "1", CLEAR)).message())
        .contains("You have an error in your SQL syntax");
  }

  @Test
  void aQueryThatTakesTooLongIsEndedAtTheServerToo() throws Exception {
    long start = System.nanoTime();
    assertThat(attempts.of(query("select sleep(60)", "0", CLEAR), Attempts.SHORT).message())
        .isEqualTo("no answer from localhost:%d within 500 ms".formatted(server.port()));
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);

    await()
        .untilAsserted(
            () ->
                assertThat(
                        attempts
                            .of(
                                query(
                                    "select count(*) from information_schema.processlist where info"
                                        + " like 'select sleep%'",
                                    "0", CLEAR))
                            .passed())
                    .isTrue());
  }

  @Test
  void aServerThatSaysNothingCostsNoMoreThanTheTimeout() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      ProbeResult result =
          attempts.of(query("localhost", hole.port(), "select 1", "1", CLEAR), Attempts.SHORT);

      assertThat(result.passed()).isFalse();
      assertThat(result.message()).contains("localhost:" + hole.port() + " within 500 ms");
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port = FreePort.find();

    assertThat(attempts.of(query("localhost", port, "select 1", "1", CLEAR)).message())
        .isEqualTo("connection refused by localhost:" + port);
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() throws Exception {
    attempts.secrets.put("mysql", Map.of("username", "probe", "password", "wrong-s3cret"));

    assertThat(attempts.of(query("select 1", "1", CLEAR)))
        .isEqualTo(
            ProbeResult.inconclusive(
                "localhost:%d refuses the login: correct Secret mysql".formatted(server.port())));
  }

  @Test
  void whatTheServerSaysIsShownWithoutSecrets() throws Exception {
    ProbeResult result =
        attempts.of(query("select * from " + PASSWORD.replace('-', '_'), "1", CLEAR));
    assertThat(result.message()).contains("says: Table");
    ProbeResult leaking =
        attempts.of(query("select '" + PASSWORD + "' from nowhere_" + "probe", "1", CLEAR));

    assertThat(leaking.message()).contains("nowhere_***").doesNotContain("probe", PASSWORD);
  }

  @Test
  void aMissingSecretOrKeyIsNamed() throws Exception {
    attempts.secrets.put("mysql", Map.of("username", "probe"));

    assertThat(attempts.of(query("select 1", "1", CLEAR)).message())
        .isEqualTo(
            "mysql.credentialsSecretRef names Secret mysql, which has no key password: add the key"
                + " to the Secret");
  }

  @Test
  void anotherCertificateOrHostIsNotBelieved(@TempDir Path directory) throws Exception {
    attempts.secrets.put(
        "mysql-ca", Map.of("ca.crt", TestCertificate.forHost(directory, "other.example").pem()));
    assertThat(attempts.of(query("select 1", "1", VERIFIED)).message())
        .startsWith("TLS with localhost:");

    attempts.secrets.put("mysql-ca", Map.of("ca.crt", certificate.pem()));
    assertThat(attempts.of(query("127.0.0.1", server.port(), "select 1", "1", VERIFIED)).passed())
        .isFalse();

    attempts.secrets.put("mysql-ca", Map.of("ca.crt", "nonsense"));
    assertThat(attempts.of(query("select 1", "1", VERIFIED)).message())
        .isEqualTo(
            "mysql.tls.caSecretRef: the key ca.crt of the Secret holds no certificates in PEM:"
                + " correct it");
  }
}
