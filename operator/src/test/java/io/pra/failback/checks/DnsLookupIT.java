package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.DnsProbe;
import io.pra.failback.api.DnsResolver;
import io.pra.failback.lab.FreePort;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real name server, dnsmasq. */
class DnsLookupIT {
  private static Peer server;

  private final Attempts attempts = new Attempts();

  @BeforeAll
  static void startServer(@TempDir Path directory) throws Exception {
    Path hosts = directory.resolve("hosts");
    Files.writeString(
        hosts, many().stream().map(a -> a + " many.example\n").collect(Collectors.joining()));
    server =
        Peers.dnsmasq(
            directory,
            FreePort.find(),
            "--addn-hosts=" + hosts,
            "--host-record=erp.example,192.0.2.10,2001:db8::10",
            "--host-record=one.example,192.0.2.11",
            "--cname=www.example,one.example");
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void stop() {
    attempts.close();
  }

  /** More than an answer over UDP can hold. */
  private static List<String> many() {
    return IntStream.range(1, 61).mapToObj(i -> "198.51.100." + i).toList();
  }

  private static Probe lookup(String name, List<String> addresses) {
    return lookup(name, addresses, server.port());
  }

  private static Probe lookup(String name, List<String> addresses, int port) {
    return new DnsLookup(new DnsProbe(name, addresses, new DnsResolver("localhost", port)));
  }

  @Test
  void passesOnExactlyTheseAddressesHoweverTheyAreWritten() throws Exception {
    assertThat(
            attempts.of(lookup("erp.example", List.of("2001:0DB8:0::10", "192.0.2.10"))).message())
        .matches("192.0.2.10, 2001:db8:0:0:0:0:0:10 in \\d+ ms");
    assertThat(attempts.of(lookup("www.example.", List.of("192.0.2.11"))).passed()).isTrue();
  }

  @Test
  void failsOnOneMoreOneLessOrAnother() throws Exception {
    assertThat(attempts.of(lookup("erp.example", List.of("192.0.2.10"))))
        .isEqualTo(
            ProbeResult.wrongAnswer("192.0.2.10, 2001:db8:0:0:0:0:0:10, expected 192.0.2.10"));
    assertThat(attempts.of(lookup("one.example", List.of("192.0.2.11", "192.0.2.12"))).message())
        .isEqualTo("192.0.2.11, expected 192.0.2.11, 192.0.2.12");
    assertThat(attempts.of(lookup("one.example", List.of("192.0.2.99"))).passed()).isFalse();
    assertThat(attempts.of(lookup("gone.example", List.of("192.0.2.10"))))
        .isEqualTo(ProbeResult.wrongAnswer("no address, expected 192.0.2.10"));
  }

  @Test
  void anAnswerThatIsTooLongForUdpIsAskedForOverTcp() throws Exception {
    assertThat(attempts.of(lookup("many.example", many())).passed()).isTrue();
  }

  @Test
  void aServerThatMayNotAnswerIsInconclusive() throws Exception {
    ProbeResult refused = attempts.of(lookup("elsewhere.test", List.of("192.0.2.10")));

    assertThat(refused.conclusive()).isFalse();
    assertThat(refused.message()).contains("localhost:" + server.port() + " does not answer");
  }

  @Test
  void aServerThatSaysNothingCostsNoMoreThanTheTimeout() throws Exception {
    try (DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      int port = silent.getLocalPort();

      assertThat(
              attempts
                  .of(lookup("erp.example", List.of("192.0.2.10"), port), Attempts.SHORT)
                  .message())
          .isEqualTo("no answer from localhost:%d within 500 ms".formatted(port));
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port = FreePort.find();

    assertThat(attempts.of(lookup("erp.example", List.of("192.0.2.10"), port)).message())
        .isEqualTo("connection refused by localhost:" + port);
  }
}
