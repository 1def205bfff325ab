package io.pra.failback.harness;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.pra.failback.lab.FreePort;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands between an operator and the real API server, in plain HTTP, and asks it as the operator's
 * service account. It can be away, answer itself, hold watches back, and tells of every call. One
 * request to a connection, so that each can be treated by itself.
 *
 * <pre>
 *   &#64;RegisterExtension @Order(1) final ApiProxy proxy = new ApiProxy();
 *   &#64;RegisterExtension @Order(2) final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));
 * </pre>
 */
public final class ApiProxy implements AfterEachCallback {
  /**
   * What the operator asked, and what it was answered.
   *
   * @param path with the query
   * @param status 0 if nothing was answered yet
   * @param reply empty for a watch
   * @param atNanos when, by {@link System#nanoTime}
   */
  public record Call(
      String method, String path, String body, int status, String reply, long atNanos) {
    public boolean isWatch() {
      return path.contains("watch=true");
    }

    /** Whether it changes anything; Events are told, and change nothing. */
    public boolean isWrite() {
      return !method.equals("GET") && !path.contains("/events");
    }

    private Call answered(int answer, String text) {
      return new Call(method, path, body, answer, text, System.nanoTime());
    }
  }

  private final URI server;
  private final SSLSocketFactory tls;
  private final String token;
  private final Path kubeconfig;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> hung = ConcurrentHashMap.newKeySet();
  private final Set<Socket> watches = ConcurrentHashMap.newKeySet();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private ServerSocket listener;
  private volatile boolean blackHole;
  private volatile boolean closed;
  private volatile Duration watchDelay = Duration.ZERO;
  private volatile Predicate<Call> silent = call -> false;
  private volatile Function<Call, OptionalInt> instead = call -> OptionalInt.empty();
  private volatile Predicate<Call> keptBack = call -> false;
  private volatile Consumer<Call> answered = call -> {};
  private volatile Consumer<Call> passedOn = call -> {};

  public ApiProxy() {
    Config config =
        Config.fromKubeconfig(Lab.shared().info().kubeconfigs().get("operator").toFile());
    server = URI.create(config.getMasterUrl());
    token = config.getOauthToken();
    try {
      tls = SSLUtils.sslContext(config).getSocketFactory();
      listener = FreePort.listen();
      port = listener.getLocalPort();
      kubeconfig = Files.createTempFile(Lab.root().resolve("operator/target"), "proxy-", ".yaml");
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          current-context: proxy
          contexts: [{name: proxy, context: {cluster: proxy, user: nobody}}]
          clusters: [{name: proxy, cluster: {server: "http://127.0.0.1:%d"}}]
          users: [{name: nobody, user: {}}]
          """
              .formatted(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    accept(listener);
  }

  /** For an operator that is to come this way. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** All calls that were answered, in the order of their answers; watches when they began. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Nobody listens, and whoever was connected no longer is. */
  public synchronized void refuses() {
    quietly(listener::close);
    open.forEach(socket -> quietly(socket::close));
  }

  /** Connections are made, and no byte goes through them in either direction. */
  public void swallows() {
    blackHole = true;
  }

  /** The open watches stay connected and never say anything again. */
  public void hangsOpenWatches() {
    hung.addAll(watches);
  }

  /** Watches that match, new ones too, say nothing. */
  public void silences(Predicate<Call> which) {
    silent = which;
    hangsOpenWatches();
  }

  /** What watches tell comes so much later. */
  public void delaysWatches(Duration delay) {
    watchDelay = delay;
  }

  /** Calls for which a status is given are answered with it, and do not reach the server. */
  public void answersInstead(Function<Call, OptionalInt> status) {
    instead = status;
  }

  /** The server does what is asked, and its answers to calls that match stay under way. */
  public void keepsBack(Predicate<Call> which) {
    keptBack = which;
  }

  /** All is well again; what was held back arrives now. */
  public synchronized void behaves() {
    blackHole = false;
    watchDelay = Duration.ZERO;
    silent = call -> false;
    instead = call -> OptionalInt.empty();
    keptBack = call -> false;
    if (listener.isClosed() && !closed) {
      try {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      accept(listener);
    }
  }

  /** Told of each call once the server has answered, before the operator learns the answer. */
  public void onAnswered(Consumer<Call> hook) {
    answered = hook;
  }

  /** Told of each call once its answer was passed on to the operator. */
  public void onPassedOn(Consumer<Call> hook) {
    passedOn = hook;
  }

  private void accept(ServerSocket from) {
    threads.execute(
        () -> {
          while (!from.isClosed()) {
            quietly(
                () -> {
                  Socket client = from.accept();
                  threads.execute(() -> quietly(() -> serve(client)));
                });
          }
        });
  }

  private void serve(Socket client) throws IOException {
    open.add(client);
    try (client) {
      client.setTcpNoDelay(true);
      HttpText request = HttpText.read(client.getInputStream());
      Call call = new Call(request.word(0), request.word(1), request.body(), 0, "", 0);
      flow();
      OptionalInt status = instead.apply(call);
      if (status.isPresent()) {
        calls.add(call.answered(status.getAsInt(), ""));
        client.getOutputStream().write(HttpText.status(status.getAsInt()));
        return;
      }
      try (Socket upstream = tls.createSocket(server.getHost(), server.getPort())) {
        upstream.setTcpNoDelay(true);
        open.add(upstream);
        upstream.getOutputStream().write(request.passedOn(server.getAuthority(), token));
        if (call.isWatch()) {
          watch(call, client, upstream);
        } else {
          exchange(call, client, upstream);
        }
        open.remove(upstream);
      }
    } finally {
      open.remove(client);
    }
  }

  private void exchange(Call call, Socket client, Socket upstream) throws IOException {
    byte[] reply = upstream.getInputStream().readAllBytes();
    HttpText text = HttpText.of(reply);
    Call done = call.answered(Integer.parseInt(text.word(1)), text.body());
    calls.add(done);
    answered.accept(done);
    flow();
    while (keptBack.test(done) && !closed) {
      pause();
    }
    client.getOutputStream().write(reply);
    client.getOutputStream().flush();
    passedOn.accept(done);
  }

  private void watch(Call call, Socket client, Socket upstream) throws IOException {
    calls.add(call.answered(200, ""));
    watches.add(client);
    if (silent.test(call)) {
      hung.add(client);
    }
    threads.execute(
        () -> {
          // What a WebSocket client says, and its end.
          quietly(() -> client.getInputStream().transferTo(upstream.getOutputStream()));
          quietly(upstream::close);
        });
    try {
      InputStream from = upstream.getInputStream();
      OutputStream to = client.getOutputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        LockSupport.parkNanos(watchDelay.toNanos());
        flow();
        if (!hung.contains(client)) {
          to.write(buffer, 0, read);
          to.flush();
        }
      }
      while (hung.contains(client) && !client.isClosed() && !closed) {
        pause();
      }
    } finally {
      watches.remove(client);
      hung.remove(client);
    }
  }

  /** Waits while nothing gets through. */
  private void flow() {
    while (blackHole && !closed) {
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
  }

  private interface Io {
    void run() throws IOException;
  }

  /** A connection may end at any time and on either side: that is what this is for. */
  private static void quietly(Io io) {
    try {
      io.run();
    } catch (IOException e) {
      // The other side sees it, too.
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    closed = true;
    refuses();
    threads.shutdownNow();
    Files.deleteIfExists(kubeconfig);
  }
}
