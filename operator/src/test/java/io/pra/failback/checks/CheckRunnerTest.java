package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.Manual;
import io.pra.failback.api.TcpProbe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckRunnerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration RARELY = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final AtomicLong skippedNanos = new AtomicLong();
  private final CheckRunner runner =
      new CheckRunner(
          changes::add,
          new TestSecrets(),
          GuestSource.NONE,
          new FakeObjects(),
          Clock.fixed(NOW, ZoneOffset.UTC),
          () -> System.nanoTime() + skippedNanos.get());

  /** What the server answers on /health. */
  private final AtomicInteger health = new AtomicInteger(200);

  private WebServer web;

  @BeforeEach
  void start() throws Exception {
    web = WebServer.plain();
    web.on("/health", exchange -> exchange.sendResponseHeaders(health.get(), -1));
  }

  @AfterEach
  void stop() {
    runner.close();
    web.close();
  }

  private RunningCheck http(String id, Duration interval) {
    HttpProbe probe = HttpProbe.plain(web.url("/health"), 200, null);
    return new RunningCheck(id, new HttpGet(probe), interval, TIMEOUT);
  }

  private static RunningCheck tcp(String id, int port, Duration timeout) {
    return new RunningCheck(id, new TcpConnect(new TcpProbe("localhost", port)), RARELY, timeout);
  }

  private CheckResult resultOf(String plan, String id) {
    return await().until(() -> runner.results(plan).get(id), r -> r != null);
  }

  @Test
  void aNewCheckRunsAtOnceAndItsFirstResultIsAnnounced() {
    assertThat(runner.results("erp")).isEmpty();

    runner.keep("erp", List.of(http("web", RARELY)));

    CheckResult result = resultOf("erp", "web");
    assertThat(result.passed()).isTrue();
    assertThat(result.message()).startsWith("HTTP 200 in ");
    assertThat(result.checkedAt()).isEqualTo(NOW);
    await().untilAsserted(() -> assertThat(changes).containsExactly("erp"));
  }

  @Test
  void aResultThatTurnsIsAnnouncedAndOneThatStaysIsNot() {
    runner.keep("erp", List.of(http("web", OFTEN)));
    await().until(() -> web.asked().size() > 5);
    assertThat(changes).hasSize(1);

    health.set(503);
    await().until(() -> changes.size() == 2);
    assertThat(runner.results("erp").get("web").message()).isEqualTo("HTTP 503, expected 200");

    health.set(200);
    await().until(() -> changes.size() == 3);
    assertThat(runner.results("erp").get("web").passed()).isTrue();
  }

  @Test
  void aCheckThatFailsForAnotherReasonIsAnnouncedAtMostEveryFewSeconds() {
    health.set(503);
    runner.keep("erp", List.of(http("web", OFTEN)));
    await().until(() -> changes.size() == 1);

    health.set(500);
    await().until(() -> runner.results("erp").get("web").message().startsWith("HTTP 500"));
    assertThat(changes).hasSize(1);
    await().atMost(Duration.ofSeconds(30)).until(() -> changes.size() == 2);
  }

  @Test
  void theAgeOfAResultFollowsTheMonotonicClock() {
    runner.keep("erp", List.of(http("web", RARELY)));
    assertThat(resultOf("erp", "web").age()).isLessThan(Duration.ofMinutes(1));

    skippedNanos.set(Duration.ofMinutes(10).toNanos());

    assertThat(resultOf("erp", "web").age())
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
  }

  @Test
  void unchangedChecksGoOnUndisturbedWhileOthersStartAndStop() {
    runner.keep("erp", List.of(http("stays", RARELY), http("goes", RARELY)));
    CheckResult before = resultOf("erp", "stays");
    resultOf("erp", "goes");
    int asked = web.asked().size();

    runner.keep("erp", List.of(http("stays", RARELY), http("comes", RARELY)));

    resultOf("erp", "comes");
    assertThat(runner.results("erp")).containsOnlyKeys("stays", "comes");
    assertThat(runner.results("erp").get("stays").message()).isEqualTo(before.message());
    assertThat(web.asked()).hasSize(asked + 1);
  }

  @Test
  void aChangedCheckStartsAfreshWithoutAResult() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      runner.keep("erp", List.of(http("web", RARELY)));
      resultOf("erp", "web");

      runner.keep("erp", List.of(tcp("web", hole.port(), RARELY)));

      assertThat(runner.results("erp")).isEmpty();
    }
  }

  @Test
  void aCheckThatStartsOpensAConnectionOfItsOwn() {
    List<Integer> clientPorts = new CopyOnWriteArrayList<>();
    web.on(
        "/who",
        exchange -> {
          clientPorts.add(exchange.getRemoteAddress().getPort());
          WebServer.answer(exchange, 200, "rbx");
        });
    HttpProbe probe = HttpProbe.plain(web.url("/who"), 200, "rbx");
    RunningCheck before = new RunningCheck("before", new HttpGet(probe), RARELY, TIMEOUT);
    RunningCheck after = new RunningCheck("after", new HttpGet(probe), RARELY, TIMEOUT);

    runner.keep("erp", List.of(before));
    resultOf("erp", "before");
    runner.keep("erp", List.of(before, after));
    resultOf("erp", "after");

    assertThat(clientPorts).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aForgottenPlanRunsNoMore() {
    runner.keep("erp", List.of(http("web", OFTEN)));
    await().until(() -> changes.contains("erp"));

    runner.forget("erp");
    assertThat(runner.results("erp")).isEmpty();
    runner.keep("crm", List.of(http("web", OFTEN)));
    int asked = web.asked().size();
    changes.clear();

    await().until(() -> web.asked().size() > asked + 5);
    assertThat(changes).doesNotContain("erp");
  }

  @Test
  void thirtyBlackHoledChecksOfOnePlanDelayNoOther() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      Duration longTime = Duration.ofMinutes(10);
      List<RunningCheck> holes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        holes.add(tcp("hole-" + i, hole.port(), longTime));
      }
      runner.keep("erp", holes);

      runner.keep("crm", List.of(http("web", OFTEN)));

      assertThat(resultOf("crm", "web").passed()).isTrue();
      await().until(() -> web.asked().size() > 5);
      assertThat(runner.results("erp")).isEmpty();
    }
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    AtomicInteger told = new AtomicInteger();
    try (CheckRunner unlucky =
        new CheckRunner(
            plan -> {
              told.incrementAndGet();
              throw new IllegalStateException("listener");
            },
            new TestSecrets(),
            GuestSource.NONE,
            new FakeObjects(),
            Clock.fixed(NOW, ZoneOffset.UTC),
            System::nanoTime)) {
      unlucky.keep("erp", List.of(http("web", OFTEN)));
      await().until(() -> told.get() == 1);
      health.set(503);
      await().until(() -> told.get() == 2);
    }
  }

  @Test
  void checksAreReadFromTheirResources() {
    TcpProbe tcp = new TcpProbe("mysql-01.rbx", 3306);
    HttpProbe http = HttpProbe.plain("http://erp.example/", 200, "");

    assertThat(RunningCheck.of(Checks.tcp("up", 3, 7, tcp), null))
        .contains(
            new RunningCheck(
                "up", new TcpConnect(tcp), Duration.ofSeconds(7), Duration.ofSeconds(3)));
    assertThat(RunningCheck.of(Checks.item("web", null, http), null))
        .contains(
            new RunningCheck(
                "web", new HttpGet(http), Duration.ofSeconds(10), Duration.ofSeconds(5)));
    assertThat(RunningCheck.of(Checks.item("go", new Manual("", null, null), null), null))
        .isEmpty();
    assertThat(Collections.singleton(new TcpConnect(tcp)))
        .contains(new TcpConnect(new TcpProbe("mysql-01.rbx", 3306)));
  }
}
