package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pra.failback.lab.Lab;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsIT {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

  private final Lab lab = Lab.shared();
  private final AtomicLong nanos = new AtomicLong();
  private String namespace;
  private ConfigMap about;
  private Events events;

  @BeforeEach
  void start() {
    namespace = lab.newNamespace("events");
    about = lab.admin().resource(object(namespace)).create();
    events = events(lab.admin());
  }

  @AfterEach
  void stop() {
    events.close();
  }

  private static ConfigMap object(String namespace) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName("erp");
    metadata.setNamespace(namespace);
    return new ConfigMapBuilder().withMetadata(metadata).build();
  }

  private Events events(KubernetesClient client) {
    return new Events(client, "pod-1", Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
  }

  private List<Event> told() {
    return lab.admin().v1().events().inNamespace(namespace).list().getItems();
  }

  private void awaitTold(int objects, int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(told())
                    .hasSize(objects)
                    .anySatisfy(event -> assertThat(event.getCount()).isEqualTo(count)));
  }

  @Test
  void anEventNamesItsObjectItsReasonAndWhoReportsIt() {
    events.record(about, Events.Type.WARNING, "HeldVmStarted", "vm \u001b[31mmysql-01\n runs");

    awaitTold(1, 1);
    Event event = told().get(0);
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("ConfigMap");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo(about.getMetadata().getUid());
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("HeldVmStarted");
    assertThat(event.getMessage()).isEqualTo("vm \\u001b[31mmysql-01\\n runs");
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-23T06:00:00Z");
    assertThat(event.getReportingComponent()).isEqualTo("failback-operator");
    assertThat(event.getReportingInstance()).isEqualTo("pod-1");
    assertThat(lab.kubectl("", namespace, "describe", "configmap", "erp").output())
        .contains("HeldVmStarted");
  }

  @Test
  void theSameWithinTenMinutesIsCountedAndLaterIsNew() {
    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");
    awaitTold(1, 1);
    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");
    awaitTold(1, 2);

    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");

    awaitTold(2, 1);
  }

  @Test
  void whatIsToldOnceIsOneEventWhoeverTellsIt() {
    AtomicInteger firstTime = new AtomicInteger();
    try (Events another = events(lab.admin())) {
      events.recordOnce(
          about, Events.Type.NORMAL, "Suspended", "by one", "once.1", firstTime::incrementAndGet);
      awaitTold(1, 1);
      events.recordOnce(
          about, Events.Type.NORMAL, "Suspended", "by one", "once.1", firstTime::incrementAndGet);
      another.recordOnce(
          about, Events.Type.NORMAL, "Suspended", "by two", "once.1", firstTime::incrementAndGet);
      another.recordOnce(
          about, Events.Type.NORMAL, "Suspended", "by two", "once.2", firstTime::incrementAndGet);
      events.record(about, Events.Type.NORMAL, "Suspended", "after");

      awaitTold(3, 1);
      assertThat(told())
          .extracting(Event::getMessage)
          .containsExactlyInAnyOrder("by one", "by two", "after");
      assertThat(told()).extracting(Event::getCount).containsOnly(1);
      assertThat(firstTime).hasValue(2);
    }
  }

  @Test
  void anEventThatHasExpiredIsWrittenAnew() {
    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");
    awaitTold(1, 1);
    lab.admin().v1().events().inNamespace(namespace).delete();
    await().until(() -> told().isEmpty());

    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");

    awaitTold(1, 1);
  }

  @Test
  void anEventThatIsRefusedHoldsUpNoOther() {
    events.record(object("no-such-namespace"), Events.Type.NORMAL, "Suspended", "nowhere");
    events.record(about, Events.Type.NORMAL, "Suspended", "mysql-01");

    awaitTold(1, 1);
  }

  @Test
  void whatHappensWhileTheApiServerIsAwayIsToldWhenItIsBack() throws Exception {
    Config config = Config.fromKubeconfig(lab.info().kubeconfig().toFile());
    URI server = URI.create(config.getMasterUrl());
    try (Cable cable = new Cable(server.getHost(), server.getPort())) {
      config.setMasterUrl("https://" + server.getHost() + ":" + cable.port());
      try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
          Events faraway = events(client)) {
        cable.mend();
        faraway.record(about, Events.Type.NORMAL, "Suspended", "before");
        awaitTold(1, 1);

        cable.cut();
        for (int i = 0; i < 20; i++) {
          faraway.record(about, Events.Type.NORMAL, "Suspended", "during " + i);
        }
        faraway.record(about, Events.Type.NORMAL, "Suspended", "before");
        cable.mend();

        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(told())
                        .extracting(Event::getMessage)
                        .containsExactlyInAnyOrderElementsOf(expected()));
        awaitTold(21, 2);
      }
    }
  }

  private static List<String> expected() {
    return IntStream.range(-1, 20).mapToObj(i -> i < 0 ? "before" : "during " + i).toList();
  }
}
