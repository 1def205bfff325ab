package io.pra.failback.checks;

import io.pra.failback.api.RedisServer;
import io.pra.failback.api.SecretRef;
import io.pra.failback.api.ServiceTls;
import io.pra.failback.api.TlsMode;
import io.pra.failback.lab.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Redis server with a password, and a connection to it that is the test's own. */
final class RedisPeer implements AutoCloseable {
  static final String PASSWORD = "s3cret-of-redis";

  private final Path directory;
  private final int port;
  private final List<String> command = new ArrayList<>();
  private Peer peer;

  RedisPeer(Path directory, String... more) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.port = FreePort.find();
    command.addAll(
        List.of(
            Peer.program("redis-server", "redis-server"),
            "--port",
            "" + port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--requirepass",
            PASSWORD,
            "--masterauth",
            PASSWORD,
            "--repl-diskless-sync-delay",
            "0",
            "--repl-timeout",
            "3",
            "--repl-ping-replica-period",
            "1",
            "--dir",
            this.directory.toString()));
    command.addAll(List.of(more));
    start();
  }

  void start() throws IOException {
    peer = Peer.start(directory, port, command.toArray(String[]::new));
  }

  int port() {
    return port;
  }

  Peer process() {
    return peer;
  }

  RedisServer server() {
    return at(port);
  }

  static RedisServer at(int port) {
    return new RedisServer(
        "localhost", port, new SecretRef("redis"), new ServiceTls(TlsMode.Disabled, null));
  }

  /** What it says to an inline command; of a text, the first line of it. */
  String say(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      socket
          .getOutputStream()
          .write(("AUTH " + PASSWORD + "\r\n" + command + "\r\n").getBytes(StandardCharsets.UTF_8));
      in.readLine();
      String line = in.readLine();
      return line.startsWith("$") && !line.equals("$-1") ? in.readLine() : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean takesWrites() {
    return say("SET probe 1").equals("+OK");
  }

  @Override
  public void close() {
    peer.close();
  }
}
