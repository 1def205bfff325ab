package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
  private final AtomicReference<Health> ready = new AtomicReference<>(Health.good());
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpEndpoints endpoints;

  @BeforeEach
  void start() throws Exception {
    endpoints =
        new HttpEndpoints(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> "failback_plan_stalled 1.0\n",
            Health::good,
            () -> ready.get());
  }

  @AfterEach
  void stop() {
    endpoints.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + endpoints.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metricsAreServedAsPrometheusReadsThem() throws Exception {
    HttpResponse<String> answer = ask("GET", "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).isEqualTo("failback_plan_stalled 1.0\n");
  }

  @Test
  void healthIsToldWithItsReasons() throws Exception {
    assertThat(ask("GET", "/healthz").body()).isEqualTo("ok\n");
    assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);

    ready.set(Health.bad("site rbx: not synchronised", "kubernetes: no\nanswer"));

    assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
    assertThat(ask("GET", "/readyz").body())
        .isEqualTo("not ok\n- site rbx: not synchronised\n- kubernetes: no\\nanswer\n");
    assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aHealthCheckThatBreaksIsNotHealth() throws Exception {
    ready.set(null);

    assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertThat(ask("GET", "/metrics/../secret").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/metricsx").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(ask("HEAD", "/metrics").body()).isEmpty();
  }
}
