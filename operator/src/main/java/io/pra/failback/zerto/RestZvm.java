package io.pra.failback.zerto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pra.failback.observability.PlainText;
import io.pra.failback.zerto.ZertoException.Kind;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/** A ZVM by its REST API. */
final class RestZvm implements Zvm {
  private static final String MOVE_COMMIT = "{\"ReverseProtection\":true,\"KeepSourceVms\":false}";
  private static final String FAILOVER_COMMIT = "{\"IsReverseProtection\":true}";

  private final ZvmTransport transport;
  private final ZvmSession session;
  private final LongSupplier nanos;

  RestZvm(ZvmTransport transport, ZvmSession session, LongSupplier nanos) {
    this.transport = transport;
    this.session = session;
    this.nanos = nanos;
  }

  /** What is asked, and by when the answer must be there. */
  private record Call(String method, String path, String body, long deadline) {}

  @Override
  public CompletableFuture<Vpg> vpg(String name, Duration timeout) {
    long deadline = nanos.getAsLong() + timeout.toNanos();
    return get("/v1/vpgs?name=" + ZvmSession.encoded(name), deadline)
        .thenCompose(list -> ZvmSession.settled(() -> pick(list, name)))
        .thenCompose(vpg -> withAlerts(vpg, deadline))
        .thenCompose(vpg -> withCheckpoint(vpg, deadline))
        .exceptionallyCompose(this::plainly);
  }

  private Vpg pick(JsonNode list, String name) throws ZertoException {
    if (!list.isArray()) {
      throw new ZertoException(Kind.PROTOCOL, transport.peer() + ": the list of VPGs is none");
    }
    List<Vpg> found =
        StreamSupport.stream(list.spliterator(), false)
            .map(VpgReader::vpg)
            .filter(vpg -> vpg.name().equalsIgnoreCase(name))
            .toList();
    if (found.size() != 1) {
      throw new ZertoException(
          Kind.NOT_FOUND,
          "%s: %s VPG has the name %s"
              .formatted(
                  transport.peer(), found.isEmpty() ? "no" : "more than one", plain(name, 100)));
    }
    Vpg vpg = found.get(0);
    if (!vpg.id().matches("[A-Za-z0-9._-]{1,128}")) {
      throw new ZertoException(
          Kind.PROTOCOL,
          "%s: VPG %s has no identifier".formatted(transport.peer(), plain(name, 9)));
    }
    return vpg;
  }

  private CompletableFuture<Vpg> withAlerts(Vpg vpg, long deadline) {
    return get("/v1/alerts?vpgIdentifier=" + vpg.id(), deadline)
        .thenCompose(
            alerts ->
                ZvmSession.settled(
                    () -> {
                      if (!alerts.isArray()) {
                        throw new ZertoException(
                            Kind.PROTOCOL, transport.peer() + ": the list of alerts is none");
                      }
                      return vpg.with(VpgReader.alerts(alerts, vpg.id()), Optional.empty());
                    }));
  }

  private CompletableFuture<Vpg> withCheckpoint(Vpg vpg, long deadline) {
    return vpg.activity().isBeforeCommit()
        ? get("/v1/vpgs/" + vpg.id() + "/checkpoints/stats", deadline)
            .thenApply(stats -> vpg.with(vpg.alerts(), VpgReader.latestCheckpoint(stats)))
        : CompletableFuture.completedFuture(vpg);
  }

  @Override
  public CompletableFuture<Void> commitReversed(Vpg vpg, Duration timeout) {
    if (!vpg.activity().isBeforeCommit()) {
      return CompletableFuture.failedFuture(
          new ZertoException(Kind.REFUSED, "VPG %s waits for no commit".formatted(vpg.name())));
    }
    boolean move = vpg.activity() == VpgActivity.MOVING_BEFORE_COMMIT;
    String path = "/v1/vpgs/" + vpg.id() + (move ? "/MoveCommit" : "/FailoverCommit");
    long deadline = nanos.getAsLong() + timeout.toNanos();
    return exchange(new Call("POST", path, move ? MOVE_COMMIT : FAILOVER_COMMIT, deadline), true)
        .<Void>thenApply(answer -> null)
        .exceptionallyCompose(this::plainly);
  }

  private <T> CompletableFuture<T> plainly(Throwable failure) {
    return CompletableFuture.failedFuture(ZvmFailures.of(failure, transport.peer()));
  }

  private CompletableFuture<JsonNode> get(String path, long deadline) {
    return exchange(new Call("GET", path, null, deadline), true);
  }

  /** A key that the ZVM does not know any more is renewed once: 401 says that nothing was done. */
  private CompletableFuture<JsonNode> exchange(Call call, boolean mayRenew) {
    return session
        .key(transport, left(call))
        .thenCompose(
            key ->
                transport
                    .send(request(call, key), left(call))
                    .thenCompose(
                        answer -> {
                          if (answer.statusCode() == 401 && mayRenew) {
                            session.reject(key);
                            return exchange(call, false);
                          }
                          return ZvmSession.settled(() -> content(answer));
                        }));
  }

  private HttpRequest.Builder request(Call call, ZvmSession.Key key) {
    HttpRequest.Builder request =
        transport.request(call.path()).setHeader(key.header(), key.value());
    if (call.body() == null) {
      return request.method(call.method(), HttpRequest.BodyPublishers.noBody());
    }
    return request
        .setHeader("Content-Type", "application/json")
        .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()));
  }

  private Duration left(Call call) {
    return Duration.ofNanos(call.deadline() - nanos.getAsLong());
  }

  private JsonNode content(HttpResponse<byte[]> answer) throws ZertoException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return answer.body().length == 0
          ? MissingNode.getInstance()
          : ZvmJson.read(answer.body(), transport.peer());
    }
    String said = "%s: HTTP %d%s".formatted(transport.peer(), status, reason(answer.body()));
    throw new ZertoException(
        switch (status) {
          case 401, 403 -> Kind.FORBIDDEN;
          case 404 -> Kind.NOT_FOUND;
          default -> status / 100 == 4 ? Kind.REFUSED : Kind.NO_ANSWER;
        },
        said);
  }

  /** What Zerto says in an error, if it is short enough to be meant for people. */
  private static String reason(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 2000), StandardCharsets.UTF_8);
    try {
      text = ZvmJson.text(ZvmJson.read(body, ""), "Message").orElse("");
    } catch (ZertoException e) {
      // The first of it as it is: it may be the page of a proxy.
    }
    return text.isBlank() ? "" : ": " + plain(text, 160);
  }

  private static String plain(String text, int most) {
    return PlainText.of(text, Math.max(most, 20));
  }
}
