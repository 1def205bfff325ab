package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventsTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @Test
  @Timeout(20)
  void withoutAnApiServerRecordingNeitherWaitsNorThrows() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    ConfigBuilder away = new ConfigBuilder().withMasterUrl("http://localhost:" + closedPort);
    var plan =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("erp")
            .withNamespace("prod")
            .endMetadata()
            .build();

    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(away.build()).build();
        Events events = new Events(client, "pod-1", CLOCK, System::nanoTime)) {
      long start = System.nanoTime();
      for (int i = 0; i < 10 * Events.CAPACITY; i++) {
        events.record(plan, Events.Type.NORMAL, "Suspended", "vm " + i);
      }
      events.record(new ConfigMapBuilder().build(), Events.Type.WARNING, "NoMetadata", "x");
      events.record(null, Events.Type.WARNING, "NoObject", "x");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void noticesAreBoundedAndEscaped() {
    var about = new ConfigMapBuilder().withNewMetadata().withName("erp").endMetadata().build();

    Notice notice =
        Notice.of(about, Events.Type.WARNING, "Suspended", "\u001b[2J" + "x".repeat(2_000));

    assertThat(notice.namespace()).isEqualTo("default");
    assertThat(notice.message()).startsWith("\\u001b[2Jxx").hasSize(1024);
    assertThat(notice.type()).isEqualTo("Warning");
  }
}
