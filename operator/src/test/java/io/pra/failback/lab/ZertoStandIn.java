package io.pra.failback.lab;

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
import java.util.ArrayList;
import java.util.List;

/**
 * The stand-in of the two ZVMs, as a test sets it; it is no Zerto. examples/lab/README.md says what
 * it takes.
 */
public final class ZertoStandIn {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final LabInfo.Zerto zerto;

  public ZertoStandIn(LabInfo.Zerto zerto) {
    this.zerto = zerto;
  }

  /** What a client needs of the ZVM of a site: rbx or sbg. */
  public LabInfo.StandIn of(String site) {
    return site.equals("rbx") ? zerto.rbx() : zerto.sbg();
  }

  /** No VPG, no fault, version 10. */
  public void reset() {
    ask("POST", "/reset", "");
  }

  /** Makes a VPG, or changes it; a new one protects SBG and meets its SLA. */
  public void vpg(String name, String json) {
    ask("PUT", "/vpgs/" + name, json);
  }

  public JsonNode vpg(String name) {
    return ask("GET", "/vpgs/" + name, "");
  }

  /** Somebody begins a Move in the user interface of Zerto: it waits for its commit. */
  public void moves(String name, String policy) {
    ask("POST", "/vpgs/" + name + "/move", "{\"commitPolicy\":\"%s\"}".formatted(policy));
  }

  public void modes(String site, String json) {
    ask("POST", "/zvms/" + site + "/modes", json);
  }

  public void fault(String site, String json) {
    ask("POST", "/zvms/" + site + "/faults", json);
  }

  public void heal(String site) {
    ask("DELETE", "/zvms/" + site + "/faults", "");
  }

  public void forgetTokens(String site) {
    ask("POST", "/zvms/" + site + "/forget-tokens", "");
  }

  public int logins(String site) {
    return ask("GET", "/zvms/" + site + "/calls", "").get("logins").asInt();
  }

  /** Bodies of the calls to an operation of a VPG, such as MoveCommit, at either site. */
  public List<String> asked(String operation) {
    List<String> bodies = new ArrayList<>();
    for (String site : List.of("rbx", "sbg")) {
      for (JsonNode call : ask("GET", "/zvms/" + site + "/calls", "").get("calls")) {
        if (call.get("path").asText().endsWith("/" + operation)) {
          bodies.add(call.get("body").asText());
        }
      }
    }
    return bodies;
  }

  private JsonNode ask(String method, String path, String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(zerto.control() + path))
                  .timeout(Duration.ofSeconds(30))
                  .method(method, BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("%s %s: %s".formatted(method, path, answer.body()));
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
