package io.pra.failback.checks;

import static io.pra.failback.checks.ActionOutcome.Kind.NOT_DONE;
import static io.pra.failback.checks.ActionOutcome.Kind.REFUSED;
import static io.pra.failback.checks.ActionOutcome.Kind.SUCCEEDED;
import static io.pra.failback.checks.ActionOutcome.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Action;
import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.HttpRequestAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionRunnerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final List<String> completions = new CopyOnWriteArrayList<>();
  private final ActionRunner runner =
      new ActionRunner(
          completions::add,
          new TestSecrets(),
          new FakeObjects(),
          System::nanoTime,
          Duration.ofSeconds(10));

  /** The effect of the switch, as its GET tells. */
  private final AtomicBoolean switched = new AtomicBoolean();

  private WebServer web;

  @BeforeEach
  void start() throws Exception {
    web = WebServer.plain();
  }

  @AfterEach
  void stop() {
    runner.close();
    web.close();
  }

  private HttpRequestAction post(String path) {
    return HttpRequestAction.plain(web.url(path), "POST", "{\"to\":\"rbx\"}", null, null, null);
  }

  private HttpRequestAction post(String path, String verifyPath) {
    HttpProbe verify = HttpProbe.plain(web.url(verifyPath), 200, "rbx");
    return HttpRequestAction.plain(web.url(path), "POST", "{\"to\":\"rbx\"}", null, null, verify);
  }

  private void serveEffect() {
    web.on("/dns", exchange -> WebServer.answer(exchange, 200, switched.get() ? "rbx" : "sbg"));
  }

  private static Action action(HttpRequestAction request) {
    return new Action("switch", null, null, null, null, null, request, null, null, null, null);
  }

  private static ActionRun run(String key, HttpRequestAction request, boolean resumed) {
    return new ActionRun(
        "erp", "uid-1", "episode-3/" + key, action(request), null, TIMEOUT, false, "", resumed);
  }

  private static ActionRun hasty(String key, HttpRequestAction request) {
    return new ActionRun(
        "erp", "uid-1", "episode-3/" + key, action(request), null, SHORT, false, "", false);
  }

  private ActionOutcome outcomeOf(ActionRun run) {
    runner.start(run);
    return await().until(() -> runner.outcome("erp", run.key()), o -> o.isPresent()).orElseThrow();
  }

  @Test
  void aDoneActionSucceedsAndCarriesItsKey() {
    web.on("/switch", 204, "");

    assertThat(outcomeOf(run("dns", post("/switch"), false)))
        .isEqualTo(new ActionOutcome(SUCCEEDED, "HTTP 204"));
    assertThat(web.asked())
        .containsExactly(
            new WebServer.Asked(
                "POST", "/switch", "{\"to\":\"rbx\"}", "uid-1/episode-3/dns", null));
    await().untilAsserted(() -> assertThat(completions).containsExactly("erp"));
  }

  @Test
  void patchAndAnExactStatusAreHonoured() {
    web.on("/patch", 202, "");
    HttpRequestAction exact =
        HttpRequestAction.plain(web.url("/patch"), "PATCH", "{}", null, 202, null);
    HttpRequestAction other =
        HttpRequestAction.plain(web.url("/patch"), "PATCH", "{}", null, 200, null);

    assertThat(outcomeOf(run("a", exact, false)).kind()).isEqualTo(SUCCEEDED);
    assertThat(outcomeOf(run("b", other, false)))
        .isEqualTo(new ActionOutcome(UNKNOWN, "HTTP 202, expected 200"));
  }

  @Test
  void aNoIsRefusedAndAServerErrorIsUnknown() {
    web.on("/no", 409, "").on("/error", 502, "");

    assertThat(outcomeOf(run("a", post("/no"), false)))
        .isEqualTo(new ActionOutcome(REFUSED, "HTTP 409, expected 2xx"));
    assertThat(outcomeOf(run("b", post("/error"), false)))
        .isEqualTo(new ActionOutcome(UNKNOWN, "HTTP 502, expected 2xx"));
    assertThat(web.asked()).hasSize(2);
  }

  @Test
  void whatWasNeverSentIsNotDone(@TempDir Path dir) throws Exception {
    TestCertificate untrusted = TestCertificate.forHost(dir, "localhost");
    WebServer gone = WebServer.plain();
    HttpRequestAction refused =
        HttpRequestAction.plain(gone.url("/"), null, null, null, null, null);
    gone.close();
    try (WebServer tls = WebServer.tls(untrusted.server()).on("/", 200, "");
        BlackHole hole = new BlackHole()) {
      HttpRequestAction overTls =
          HttpRequestAction.plain(tls.url("/"), null, null, null, null, null);
      HttpRequestAction nowhere =
          HttpRequestAction.plain("http://no-such.invalid/", null, null, null, null, null);
      HttpRequestAction swallowed =
          HttpRequestAction.plain("http://localhost:" + hole.port(), null, null, null, null, null);

      assertThat(outcomeOf(run("a", refused, false)).kind()).isEqualTo(NOT_DONE);
      assertThat(outcomeOf(run("b", overTls, false)).kind()).isEqualTo(NOT_DONE);
      assertThat(outcomeOf(run("c", nowhere, false)).kind()).isEqualTo(NOT_DONE);
      assertThat(outcomeOf(hasty("d", swallowed)).kind()).isEqualTo(NOT_DONE);
      assertThat(tls.asked()).isEmpty();
    }
  }

  @Test
  void aRequestWithoutAnAnswerIsUnknown() {
    CountDownLatch end = new CountDownLatch(1);
    web.on("/hangs", exchange -> ProbeTest.await(end)).on("/drops", exchange -> exchange.close());

    ActionOutcome hung = outcomeOf(hasty("a", post("/hangs")));
    end.countDown();

    assertThat(hung)
        .isEqualTo(
            new ActionOutcome(
                UNKNOWN, "no answer from localhost:" + web.port() + " within 400 ms"));
    assertThat(outcomeOf(run("b", post("/drops"), false)).kind()).isEqualTo(UNKNOWN);
    assertThat(web.asked()).extracting(WebServer.Asked::path).containsExactly("/hangs", "/drops");
  }

  @Test
  void anEffectThatIsFoundAfterALostAnswerIsSuccess() {
    serveEffect();
    web.on(
        "/switch",
        exchange -> {
          switched.set(true);
          exchange.close();
        });

    assertThat(outcomeOf(hasty("dns", post("/switch", "/dns"))))
        .isEqualTo(new ActionOutcome(SUCCEEDED, "effect found"));
    assertThat(web.asked("POST")).hasSize(1);
  }

  @Test
  void anEffectThatIsAbsentAfterAServerErrorIsAskedForOnceMore() {
    serveEffect();
    web.on("/switch", 500, "");

    assertThat(outcomeOf(hasty("dns", post("/switch", "/dns"))))
        .isEqualTo(new ActionOutcome(UNKNOWN, "HTTP 500, expected 2xx; no effect found"));
    assertThat(web.asked("POST")).hasSize(2);
    assertThat(web.asked("POST"))
        .extracting(WebServer.Asked::idempotencyKey)
        .containsOnly("uid-1/episode-3/dns");
  }

  @Test
  void afterARestartWithoutVerifyNothingIsSent() {
    web.on("/switch", 200, "");

    assertThat(outcomeOf(run("dns", post("/switch"), true)))
        .isEqualTo(
            new ActionOutcome(
                UNKNOWN, "interrupted by a restart; look by hand whether it was done"));
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void afterARestartAnEffectThatIsThereIsNotMadeAgain() {
    serveEffect();
    switched.set(true);
    web.on("/switch", 200, "");

    assertThat(outcomeOf(run("dns", post("/switch", "/dns"), true)))
        .isEqualTo(new ActionOutcome(SUCCEEDED, "effect found"));
    assertThat(web.asked("POST")).isEmpty();
  }

  @Test
  void afterARestartAnAbsentEffectIsMade() {
    serveEffect();
    web.on("/switch", 200, "");

    assertThat(outcomeOf(run("dns", post("/switch", "/dns"), true)))
        .isEqualTo(new ActionOutcome(SUCCEEDED, "HTTP 200"));
    assertThat(web.asked("POST")).hasSize(1);
  }

  @Test
  void nothingIsSentWhenNobodyCanLook() {
    web.on("/switch", 200, "").on("/dns", 503, "");

    ActionOutcome outcome = outcomeOf(run("dns", post("/switch", "/dns"), true));

    assertThat(outcome.kind()).isEqualTo(UNKNOWN);
    assertThat(outcome.message()).endsWith("; cannot look for the effect: HTTP 503, expected 200");
    assertThat(web.asked("POST")).isEmpty();
  }

  @Test
  void oneKeyIsOneRunUntilItIsForgotten() {
    web.on("/switch", 200, "");
    ActionRun run = run("dns", post("/switch"), false);

    assertThat(runner.isRunning("erp", run.key())).isFalse();
    runner.start(run);
    runner.start(run);
    outcomeOf(run);
    runner.start(run);
    assertThat(runner.isRunning("erp", run.key())).isFalse();
    outcomeOf(run("next", post("/switch"), false));
    assertThat(web.asked()).hasSize(2);

    runner.forget("erp", run.key());
    outcomeOf(run);
    assertThat(web.asked()).hasSize(3);
  }

  @Test
  void actionsOfAPlanRunInTurnAndThoseOfAnotherBesideThem() {
    CountDownLatch end = new CountDownLatch(1);
    web.on(
            "/hangs",
            exchange -> {
              ProbeTest.await(end);
              WebServer.answer(exchange, 200, "");
            })
        .on("/switch", 200, "");
    ActionRun first = run("first", post("/hangs"), false);
    ActionRun second = run("second", post("/switch"), false);
    ActionRun other =
        new ActionRun(
            "crm",
            "uid-2",
            "episode-1/x",
            action(post("/switch")),
            null,
            TIMEOUT,
            false,
            "",
            false);

    runner.start(first);
    runner.start(second);
    runner.start(other);

    await().until(() -> runner.outcome("crm", other.key()).isPresent());
    assertThat(runner.isRunning("erp", first.key())).isTrue();
    assertThat(runner.isRunning("erp", second.key())).isTrue();
    assertThat(web.asked())
        .extracting(WebServer.Asked::idempotencyKey)
        .doesNotContain("uid-1/episode-3/second");
    end.countDown();
    await().until(() -> runner.outcome("erp", second.key()).isPresent());
  }

  @Test
  void shutdownWaitsForWhatWasSentAndStartsNothingMore() {
    CountDownLatch end = new CountDownLatch(1);
    web.on(
        "/hangs",
        exchange -> {
          ProbeTest.await(end);
          WebServer.answer(exchange, 200, "");
        });
    ActionRun sent = run("sent", post("/hangs"), false);
    ActionRun waiting = run("waiting", post("/hangs"), false);
    runner.start(sent);
    runner.start(waiting);
    await().until(() -> web.asked().size() == 1);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(runner::close);
    end.countDown();
    await().until(closing::isDone);
    runner.start(run("late", post("/hangs"), false));

    assertThat(runner.outcome("erp", sent.key()).orElseThrow().kind()).isEqualTo(SUCCEEDED);
    assertThat(runner.outcome("erp", waiting.key())).isEmpty();
    assertThat(web.asked()).hasSize(1);
  }
}
