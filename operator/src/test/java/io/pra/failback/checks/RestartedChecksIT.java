package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.harness.ZertoScene;
import io.pra.failback.lab.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged operator is killed while it asks every kind of server, and another one goes on. */
class RestartedChecksIT {
  @RegisterExtension final Story story = new Story(new OperatorProcess());
  @TempDir Path directory;

  private final List<AutoCloseable> peers = new ArrayList<>();
  private final int mysql = FreePort.find();
  private final int dns = FreePort.find();
  private final int prometheus = FreePort.find();
  private RedisPeer redis;
  private ZertoScene zerto;

  @BeforeEach
  void enter() throws Exception {
    redis = new RedisPeer(directory.resolve("redis"));
    redis.close();
    zerto = new ZertoScene(story.namespace);
    zerto.standIn.vpg("ERP", "{\"actualRpo\": -1}");
    story.secret("mysql", Map.of("username", "probe", "password", "s3cret-of-mysql"));
    story.secret("redis", Map.of("password", RedisPeer.PASSWORD));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable peer : peers) {
      peer.close();
    }
  }

  private PlanFixture asksThemAll() {
    return PlanFixture.erp()
        .with(zerto.spec(""))
        .with(
            """
            checklist:
              - {id: tcp, timeoutSeconds: 2, intervalSeconds: 1, tcp: {host: localhost, port: %2$d}}
              - {id: http, timeoutSeconds: 2, intervalSeconds: 1, http: {url: "%1$s"}}
              - {id: dns, timeoutSeconds: 2, intervalSeconds: 1, dns: {name: erp.example, addresses: [192.0.2.10], resolver: {host: 127.0.0.1, port: %4$d}}}
              - {id: mysql, timeoutSeconds: 2, intervalSeconds: 1, mysql: {host: localhost, port: %2$d, credentialsSecretRef: {name: mysql}, query: select 1, expected: "1", tls: {mode: Disabled}}}
              - {id: redis, timeoutSeconds: 2, intervalSeconds: 1, redis: {server: {host: localhost, port: %3$d, credentialsSecretRef: {name: redis}, tls: {mode: Disabled}}, role: Master}}
              - {id: prometheus, timeoutSeconds: 2, intervalSeconds: 1, prometheus: {url: "http://localhost:%5$d", query: vector(1), operator: "==", value: 1}}
              - {id: zerto, timeoutSeconds: 2, intervalSeconds: 1, zerto: {vpgs: [ERP]}}
            """
                .formatted(story.web.url("/health"), mysql, redis.port(), dns, prometheus));
  }

  @Test
  void everyKindIsAskedAnewAndNothingThatWasSeenBeforeCountsAsPassed() throws Exception {
    LivePlan plan = story.holds(asksThemAll());
    story.zertoRestores();
    List<CheckStatus> before =
        plan.awaitStatus("all have failed", now -> all(now.checklist(), CheckState.Failed))
            .checklist();
    assertThat(before).hasSize(7).allSatisfy(check -> assertThat(check.checkedAt()).isNotNull());
    assertThat(plan.phase()).isEqualTo(Phase.Holding);
    assertThat(plan.status().request()).isNull();

    story.operator.kill();
    serversCome();
    Instant restarted = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    story.operator.start(story.namespace);

    List<CheckStatus> after = plan.await(Phase.AwaitingApproval).checklist();
    assertThat(after)
        .hasSize(7)
        .allSatisfy(
            check -> {
              assertThat(check.state()).as(check.id()).isEqualTo(CheckState.Passed);
              assertThat(check.checkedAt()).as(check.id()).isAfterOrEqualTo(restarted);
            });

    story.operator.kill();
    serversGo();
    story.operator.start(story.namespace);

    plan.awaitStatus("all have failed again", now -> all(now.checklist(), CheckState.Failed));
    assertThat(story.rbx.running()).isEmpty();
  }

  private static boolean all(List<CheckStatus> checks, CheckState state) {
    return checks != null && checks.stream().allMatch(check -> check.state() == state);
  }

  private void serversCome() throws Exception {
    story.web.answers("/health", 200);
    zerto.standIn.vpg("ERP", "{\"actualRpo\": 6}");
    peers.add(
        Peers.mariaDb(
            folder("mysql"), mysql, "CREATE USER probe@'%' IDENTIFIED BY 's3cret-of-mysql';"));
    redis.start();
    peers.add(redis);
    peers.add(Peers.dnsmasq(folder("dns"), dns, "--host-record=erp.example,192.0.2.10"));
    peers.add(Peers.prometheus(folder("prometheus"), prometheus));
  }

  private void serversGo() throws Exception {
    story.web.answers("/health", 503);
    zerto.standIn.vpg("ERP", "{\"actualRpo\": -1}");
    stop();
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectory(directory.resolve(name));
  }
}
