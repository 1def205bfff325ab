package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.RedisProbe;
import io.pra.failback.api.RedisRole;
import io.pra.failback.api.RedisServer;
import io.pra.failback.api.SecretRef;
import io.pra.failback.api.ServiceTls;
import io.pra.failback.lab.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real Redis servers, a master and its replica. */
class RedisStateIT {
  @TempDir private Path directory;

  private final Attempts attempts = new Attempts();
  private RedisPeer master;
  private RedisPeer replica;

  @BeforeEach
  void start() throws Exception {
    master = new RedisPeer(directory.resolve("master"));
    replica =
        new RedisPeer(directory.resolve("replica"), "--replicaof", "127.0.0.1", "" + master.port());
    attempts.secrets.put("redis", Map.of("password", RedisPeer.PASSWORD));
    await().atMost(Duration.ofSeconds(60)).until(() -> attempts.of(replica(null)).passed());
  }

  @AfterEach
  void stop() {
    if (replica != null) {
      replica.close();
    }
    if (master != null) {
      master.close();
    }
    attempts.close();
  }

  private Probe replica(Integer maxLagSeconds) {
    return state(replica.server(), RedisRole.Replica, true, maxLagSeconds, null);
  }

  private static Probe state(
      RedisServer server, RedisRole role, boolean linkUp, Integer seconds, Long bytes) {
    return new RedisState(new RedisProbe(server, role, linkUp, seconds, bytes));
  }

  @Test
  void tellsAMasterFromAReplica() throws Exception {
    assertThat(attempts.of(replica(null)).message())
        .isEqualTo("replica of 127.0.0.1:%d, the link is up".formatted(master.port()));
    assertThat(attempts.of(state(master.server(), RedisRole.Master, true, null, null)))
        .isEqualTo(ProbeResult.passed("master with 1 replica(s)"));
    assertThat(attempts.of(state(master.server(), RedisRole.Replica, true, null, null)))
        .isEqualTo(ProbeResult.wrongAnswer("it is a master, expected a replica"));
    assertThat(attempts.of(state(replica.server(), RedisRole.Master, true, null, null)).message())
        .isEqualTo("it is a replica, expected a master");
  }

  @Test
  void aMasterKnowsHowFarBehindItsReplicasAre() throws Exception {
    Probe inStep = state(master.server(), RedisRole.Master, true, 5, 1000L);
    await().untilAsserted(() -> assertThat(attempts.of(inStep).passed()).isTrue());

    replica.process().freeze();
    master.say("SET big " + "x".repeat(5_000));
    assertThat(attempts.of(inStep).message())
        .matches("replica 127.0.0.1:\\d+ lacks \\d+ bytes, .*");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(attempts.of(inStep).message()).isEqualTo("master without any replica"));
    replica.process().thaw();
  }

  @Test
  void aLinkThatIsDownFails() throws Exception {
    assertThat(attempts.of(replica(5)).passed()).isTrue();
    master.close();

    await()
        .untilAsserted(
            () ->
                assertThat(attempts.of(replica(null)))
                    .isEqualTo(
                        ProbeResult.wrongAnswer(
                            "replica of 127.0.0.1:%d, the link is down".formatted(master.port()))));
    assertThat(attempts.of(state(replica.server(), RedisRole.Replica, false, 5, null)).message())
        .endsWith("which it does not hear");
    assertThat(attempts.of(state(replica.server(), RedisRole.Replica, false, null, null)).passed())
        .isTrue();
    assertThat(attempts.of(state(master.server(), RedisRole.Master, true, null, null)).message())
        .isEqualTo("connection refused by localhost:" + master.port());
  }

  @Test
  void aServerThatIsFrozenCostsNoMoreThanTheTimeout() throws Exception {
    replica.process().freeze();

    assertThat(attempts.of(replica(null), Attempts.SHORT).message())
        .isEqualTo("no answer from localhost:%d within 500 ms".formatted(replica.port()));
    replica.process().thaw();
  }

  @Test
  void aWrongOrMissingPasswordIsSaidWithoutIt() throws Exception {
    attempts.secrets.put("redis", Map.of("password", "wrong-s3cret"));
    assertThat(attempts.of(replica(null)).message())
        .isEqualTo(
            "localhost:%d refuses the login: correct Secret redis".formatted(replica.port()));

    RedisServer nobody = new RedisServer("localhost", replica.port(), null, replica.server().tls());
    assertThat(attempts.of(state(nobody, RedisRole.Replica, true, null, null)).message())
        .contains("refuses the login: correct redis.server.credentialsSecretRef");

    attempts.secrets.put("redis", Map.of("other", "x"));
    assertThat(attempts.of(replica(null)).message())
        .isEqualTo(
            "redis.server.credentialsSecretRef names Secret redis, which has no key password: add"
                + " the key to the Secret");
  }

  @Test
  void aUserOfTheAccessListLogsIn() throws Exception {
    replica.say("ACL SETUSER probe on >its-own +info");
    attempts.secrets.put("redis", Map.of("username", "probe", "password", "its-own"));

    assertThat(attempts.of(replica(null)).passed()).isTrue();
  }

  @Test
  void aCertificateMustBeBelievedAndNameTheHost(@TempDir Path files) throws Exception {
    TestCertificate certificate = TestCertificate.forHost(files, "localhost");
    Files.writeString(files.resolve("cert.pem"), certificate.pem());
    Files.writeString(files.resolve("key.pem"), certificate.keyPem());
    int tlsPort = FreePort.find();
    try (RedisPeer secured =
        new RedisPeer(
            directory.resolve("tls"),
            "--tls-port",
            "" + tlsPort,
            "--tls-cert-file",
            files.resolve("cert.pem").toString(),
            "--tls-key-file",
            files.resolve("key.pem").toString(),
            "--tls-ca-cert-file",
            files.resolve("cert.pem").toString(),
            "--tls-auth-clients",
            "no")) {
      ServiceTls tls = new ServiceTls(null, new SecretRef("redis-ca"));
      attempts.secrets.put("redis-ca", Map.of("ca.crt", certificate.pem()));
      RedisServer localhost = new RedisServer("localhost", tlsPort, new SecretRef("redis"), tls);
      RedisServer byAddress = new RedisServer("127.0.0.1", tlsPort, new SecretRef("redis"), tls);
      RedisServer clear = new RedisServer("localhost", secured.port(), new SecretRef("redis"), tls);

      assertThat(attempts.of(state(localhost, RedisRole.Master, true, null, null)).passed())
          .isTrue();
      assertThat(attempts.of(state(byAddress, RedisRole.Master, true, null, null)).message())
          .startsWith("TLS with 127.0.0.1:");
      assertThat(attempts.of(state(clear, RedisRole.Master, true, null, null)).passed()).isFalse();

      attempts.secrets.put(
          "redis-ca", Map.of("ca.crt", TestCertificate.forHost(files, "other").pem()));
      assertThat(attempts.of(state(localhost, RedisRole.Master, true, null, null)).message())
          .startsWith("TLS with localhost:");
    }
  }
}
