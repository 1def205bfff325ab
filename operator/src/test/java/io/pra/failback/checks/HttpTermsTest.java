package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Action;
import io.pra.failback.api.HttpHeader;
import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.HttpRequestAction;
import io.pra.failback.api.SecretKeyRef;
import io.pra.failback.api.SecretRef;
import io.pra.failback.api.ValueSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies, headers and trust of HTTP checks and actions, with values that are in Secrets. */
class HttpTermsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final HttpHeader TOKEN =
      new HttpHeader(
          "Authorization", null, new ValueSource(new SecretKeyRef("erp-probe", "authorization")));

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
    uplink.close();
    web.close();
  }

  private ProbeResult get(HttpProbe probe) throws Exception {
    return new HttpGet(probe)
        .attempt(uplink.network("default/erp"), TIMEOUT)
        .get(TIMEOUT.toMillis() + 2_000, TimeUnit.MILLISECONDS);
  }

  private HttpProbe matching(String path, String expression) {
    return new HttpProbe(web.url(path), null, null, expression, null, null);
  }

  private HttpProbe with(HttpHeader... headers) {
    return new HttpProbe(web.url("/"), null, null, null, List.of(headers), null);
  }

  @Test
  void aBodyMustMatchTheExpressionSomewhere() throws Exception {
    web.on("/v", 200, "{\"version\": \"4.11.2\"}");

    assertThat(get(matching("/v", "\"version\": \"4\\.\\d+")).passed()).isTrue();
    assertThat(get(matching("/v", "\"version\": \"5\\.")))
        .isEqualTo(
            ProbeResult.wrongAnswer("HTTP 200, the body does not match the expected expression"));
  }

  @Test
  void anExpressionThatBacktrackingNeverEndsIsMatchedInTime() throws Exception {
    web.on("/a", 200, "a".repeat(60_000) + "!");

    assertThat(get(matching("/a", "(a+)+$")).message())
        .isEqualTo("HTTP 200, the body does not match the expected expression");
  }

  @Test
  void aMalformedExpressionIsSaidAndNothingIsSent() throws Exception {
    assertThat(get(matching("/", "(unclosed")).message())
        .startsWith("http.bodyMatches is no regular expression of RE2: ");
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void aHeaderIsReadFromItsSecretAtEachAttempt() throws Exception {
    web.on("/", 200, "");
    secrets.put("erp-probe", Map.of("authorization", "Bearer one"));
    assertThat(get(with(TOKEN)).passed()).isTrue();
    secrets.put("erp-probe", Map.of("authorization", "Bearer two"));
    assertThat(get(with(TOKEN)).passed()).isTrue();

    assertThat(web.asked())
        .extracting(WebServer.Asked::auth)
        .containsExactly("Bearer one", "Bearer two");
  }

  @Test
  void whatASecretLacksIsNamedWithItsMend() throws Exception {
    web.on("/", 200, "");

    assertThat(get(with(TOKEN)))
        .isEqualTo(
            ProbeResult.inconclusive(
                "http.headers[0].valueFrom.secretKeyRef names Secret erp-probe, which does not"
                    + " exist: create it with the key authorization, or correct the name"));
    secrets.put("erp-probe", Map.of("other", "x"));
    assertThat(get(with(TOKEN)).message())
        .isEqualTo(
            "http.headers[0].valueFrom.secretKeyRef names Secret erp-probe, which has no key"
                + " authorization: add the key to the Secret");
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void aValueThatIsNoHeaderIsRefusedWithoutBeingShown() throws Exception {
    secrets.put("erp-probe", Map.of("authorization", "s3cret\r\nHost: evil"));

    assertThat(get(with(new HttpHeader("X-One", "1", null), TOKEN)).message())
        .isEqualTo(
            "http.headers[1] is no header that can be sent: its value must be one line of text");
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void anApiServerThatDoesNotAnswerCostsNoMoreThanTheTimeout() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    SecretSource stuck =
        (plan, name) -> {
          ProbeTest.await(end);
          return Optional.empty();
        };
    try (Uplink hung =
        new Uplink(
            "test-hung", stuck, GuestSource.NONE, new FakeObjects(), System::nanoTime, null)) {
      Duration bound = Duration.ofMillis(300);
      ProbeResult result =
          new HttpGet(with(TOKEN))
              .attempt(hung.network("default/erp"), bound)
              .get(2, TimeUnit.SECONDS);

      assertThat(result.message())
          .isEqualTo("the API server did not tell a Secret of the plan in time");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aCertificateIsBelievedByTheAuthoritiesOfTheSecretAndNoOthers(@TempDir Path dir)
      throws Exception {
    TestCertificate localhost = TestCertificate.forHost(dir, "localhost");
    TestCertificate other = TestCertificate.forHost(dir, "other.example");
    try (WebServer tls = WebServer.tls(localhost.server()).on("/", 200, "")) {
      HttpProbe probe =
          new HttpProbe(tls.url("/"), null, null, null, null, new SecretRef("erp-ca"));

      assertThat(get(probe).message())
          .startsWith("http.caSecretRef names Secret erp-ca, which does not exist");
      secrets.put("erp-ca", Map.of("ca.crt", other.pem()));
      assertThat(get(probe).message()).startsWith("TLS with localhost:");
      secrets.put("erp-ca", Map.of("ca.crt", "no certificate"));
      assertThat(get(probe).message())
          .isEqualTo(
              "http.caSecretRef: the key ca.crt of the Secret holds no certificates in PEM: correct"
                  + " it");
      secrets.put("erp-ca", Map.of("ca.crt", localhost.pem()));
      assertThat(get(probe).passed()).isTrue();
    }
  }

  @Test
  void anActionAndItsLookCarryTheirHeadersToo() {
    web.on("/", 204, "");
    secrets.put("erp-probe", Map.of("authorization", "Bearer one"));
    HttpRequestAction request =
        new HttpRequestAction(web.url("/"), null, null, null, null, null, List.of(TOKEN), null);

    assertThat(carriedOut(request)).isEqualTo(ActionOutcome.succeeded("HTTP 204"));
    assertThat(web.asked()).extracting(WebServer.Asked::auth).containsExactly("Bearer one");
  }

  @Test
  void anActionWhoseSecretIsMissingIsNotDone() {
    HttpRequestAction request =
        new HttpRequestAction(web.url("/"), null, null, null, null, null, List.of(TOKEN), null);

    ActionOutcome outcome = carriedOut(request);

    assertThat(outcome.kind()).isEqualTo(ActionOutcome.Kind.NOT_DONE);
    assertThat(outcome.message()).contains("names Secret erp-probe, which does not exist");
    assertThat(web.asked()).isEmpty();
  }

  private ActionOutcome carriedOut(HttpRequestAction request) {
    Action action =
        new Action("dns", null, null, null, null, null, request, null, null, null, null);
    ActionRun run =
        new ActionRun(
            "default/erp", "uid", "episode-1/dns", action, null, TIMEOUT, false, "", false);
    return Deeds.of(run, uplink.network("default/erp")).carryOut().join();
  }
}
