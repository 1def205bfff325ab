package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the servers are started that checks ask. */
final class Peers {
  private static final String USER = System.getProperty("user.name");

  private Peers() {}

  /**
   * A new MariaDB.
   *
   * @param setup statements of its first start
   */
  static Peer mariaDb(Path directory, int port, String setup, String... more) throws Exception {
    String mariadbd = Peer.program("mariadbd", "mariadb-server");
    String install = Peer.program("mariadb-install-db", "mariadb-server");
    Path data = directory.resolve("data");
    Path installed = directory.resolve("install.txt");
    int code =
        new ProcessBuilder(
                install,
                "--no-defaults",
                "--datadir=" + data,
                "--user=" + USER,
                "--auth-root-authentication-method=normal",
                "--skip-test-db")
            .redirectErrorStream(true)
            .redirectOutput(installed.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(installed)).isZero();
    return start(
        directory,
        port,
        List.of(
            mariadbd,
            "--no-defaults",
            "--datadir=" + data,
            "--user=" + USER,
            "--socket=" + directory.resolve("s"),
            "--pid-file=" + directory.resolve("pid"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=8M",
            "--init-file=" + Files.writeString(directory.resolve("setup.sql"), setup)),
        more);
  }

  /** A dnsmasq that knows nothing but what its options say. */
  static Peer dnsmasq(Path directory, int port, String... more) throws IOException {
    return start(
        directory,
        port,
        List.of(
            Peer.program("dnsmasq", "dnsmasq-base"),
            "--keep-in-foreground",
            "--log-facility=-",
            "--conf-file=/dev/null",
            "--pid-file=",
            "--no-resolv",
            "--no-hosts",
            "--user=" + USER,
            "--port=" + port,
            "--listen-address=127.0.0.1",
            "--bind-interfaces",
            "--local=/example/"),
        more);
  }

  /** A Prometheus that scrapes nothing. */
  static Peer prometheus(Path directory, int port, String... more) throws IOException {
    Path config =
        Files.writeString(directory.resolve("prometheus.yml"), "global: {scrape_interval: 1h}\n");
    return start(
        directory,
        port,
        List.of(
            Peer.program("prometheus", "prometheus"),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port),
        more);
  }

  private static Peer start(Path directory, int port, List<String> command, String... more)
      throws IOException {
    return Peer.start(
        directory, port, Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
  }
}
