package io.pra.failback.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.api.PrometheusProbe;
import io.pra.failback.observability.PlainText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/** Passes when an instant query has a result, and all of it compares with a value as it must. */
record PrometheusQuery(PrometheusProbe target) implements Probe {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIELD = "prometheus";

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    HttpTarget http;
    try {
      http =
          HttpTarget.of(
              target.url().replaceFirst("/+$", "")
                  + "/api/v1/query?query="
                  + URLEncoder.encode(target.query(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(ProbeResult.inconclusive(e.getMessage()));
    }
    HttpTerms terms = HttpTerms.bearer(FIELD, target.bearerTokenSecretRef(), target.caSecretRef());
    return HttpAnswer.to(http, http.request().GET(), terms, network, timeout)
        .handle(
            (answer, failure) ->
                failure == null
                    ? judge(answer)
                    : ProbeResult.inconclusive(Failure.of(failure).message(http.peer(), timeout)));
  }

  private ProbeResult judge(HttpAnswer answer) {
    if (answer.status() == 200 && !answer.complete()) {
      return ProbeResult.inconclusive("the result is longer than 64 KiB: aggregate it");
    }
    JsonNode body;
    try {
      body = JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      body = JSON.missingNode();
    }
    if (answer.status() != 200 || !"success".equals(body.path("status").asText())) {
      String why = body.path("error").asText("");
      return ProbeResult.inconclusive(
          "HTTP " + answer.status() + (why.isEmpty() ? ", no result" : ": " + plain(why, 160)));
    }
    JsonNode result = body.path("data").path("result");
    return switch (body.path("data").path("resultType").asText()) {
      case "scalar" -> judge("", result.path(1).asText(), 1);
      case "vector" -> judgeAll(result);
      default -> ProbeResult.wrongAnswer("the result is no number and no instant vector");
    };
  }

  private ProbeResult judgeAll(JsonNode series) {
    ProbeResult last = ProbeResult.wrongAnswer("the result is empty");
    for (Iterator<JsonNode> each = series.iterator(); each.hasNext(); ) {
      JsonNode one = each.next();
      String labels = one.path("metric").isEmpty() ? "" : plain(one.path("metric").toString(), 120);
      last = judge(labels, one.path("value").path(1).asText(), series.size());
      if (!last.passed()) {
        return last;
      }
    }
    return last;
  }

  private ProbeResult judge(String labels, String text, int of) {
    double value;
    try {
      value = Double.parseDouble(text.replace("Inf", "Infinity"));
    } catch (NumberFormatException e) {
      return ProbeResult.inconclusive("the result is no number: " + plain(text, 40));
    }
    String comparison = " " + target.operator() + " " + number(target.value());
    String where = labels.isEmpty() ? "" : " at " + labels;
    return passes(value)
        ? ProbeResult.passed(
            of == 1 ? number(value) + comparison : "each of " + of + " series" + comparison)
        : ProbeResult.wrongAnswer("not " + number(value) + comparison + where);
  }

  private boolean passes(double value) {
    double bound = target.value();
    return switch (target.operator()) {
      case "<" -> value < bound;
      case "<=" -> value <= bound;
      case ">" -> value > bound;
      case ">=" -> value >= bound;
      case "==" -> value == bound;
      default -> false;
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? "" + (long) value : "" + value;
  }

  private static String plain(String text, int most) {
    return PlainText.of(text, most);
  }
}
