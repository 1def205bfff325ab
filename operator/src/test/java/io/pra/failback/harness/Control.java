package io.pra.failback.harness;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The lab's control endpoint; examples/lab/README.md says what it takes. */
public final class Control {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  public Control(URI base) {
    this.base = base;
  }

  /** What happened after a fact, in order. */
  public List<PowerChange> powerChanges(long since) {
    return JSON.convertValue(
        get("/power-changes?since=" + since).get("changes"), new TypeReference<>() {});
  }

  public List<SimulatedVm> vms(String site) {
    return JSON.convertValue(get("/sites/" + site + "/vms").get("vms"), new TypeReference<>() {});
  }

  public JsonNode get(String path) {
    return ask("GET", path, Map.of());
  }

  public JsonNode post(String path, Map<String, ?> body) {
    return ask("POST", path, body);
  }

  public void delete(String path) {
    ask("DELETE", path, Map.of());
  }

  private JsonNode ask(String method, String path, Map<String, ?> body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(base + path))
                  .timeout(Duration.ofSeconds(30))
                  .method(
                      method,
                      body.isEmpty()
                          ? BodyPublishers.noBody()
                          : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "%s %s %s: %s".formatted(method, path, body, answer.body()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
