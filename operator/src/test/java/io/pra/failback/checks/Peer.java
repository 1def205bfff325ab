package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A server that a test starts as a plain process, on the loopback address and in a directory of its
 * own. Where its program is not installed the test is left out, loudly; with
 * FAILBACK_PEERS=required it fails.
 */
public final class Peer implements AutoCloseable {
  private static final List<Path> ALSO_IN =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));

  private final Process process;
  private final int port;
  private final Path log;

  private Peer(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** The program, or the end of the test. */
  public static String program(String name, String debianPackage) {
    Stream<Path> folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of), ALSO_IN.stream());
    Optional<Path> found =
        folders.map(folder -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
    if (found.isPresent()) {
      return found.get().toString();
    }
    String lacking = name + " (Debian package " + debianPackage + ")";
    if ("required".equals(System.getenv("FAILBACK_PEERS"))) {
      fail("FAILBACK_PEERS=required, and there is no " + lacking);
    }
    leftOut(lacking);
    Assumptions.abort("left out: there is no " + lacking);
    throw new IllegalStateException("not reached");
  }

  /** `make test` ends with what is in this file. */
  private static void leftOut(String lacking) {
    Path file = Lab.root().resolve("operator/target/left-out.txt");
    try {
      Files.writeString(file, lacking + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the command until it listens on the port; it must be the one that the command names. */
  public static Peer start(Path directory, int port, String... command) throws IOException {
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Peer peer = new Peer(process, port, log);
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> peer.listens() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException(command[0] + " has ended: " + Files.readString(log));
    }
    return peer;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops it in the middle of what it does, as a network that swallows everything would. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public int port() {
    return port;
  }

  Path log() {
    return log;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
