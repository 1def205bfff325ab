package io.pra.failback.observability;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Writes Events. One that was written before within {@link #SAME} is counted up instead of written
 * anew. For one thread.
 */
final class EventPost {
  /** How long the same notice counts as the same event. */
  static final Duration SAME = Duration.ofMinutes(10);

  private static final String COMPONENT = "failback-operator";
  private static final int REMEMBERED = 1_000;

  private record Written(String objectName, int count, long nanos) {}

  private final KubernetesClient client;
  private final String instance;
  private final LongSupplier nanoTime;
  private final Map<Notice, Written> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Notice, Written> eldest) {
          return size() > REMEMBERED;
        }
      };

  EventPost(KubernetesClient client, String instance, LongSupplier nanoTime) {
    this.client = client;
    this.instance = instance;
    this.nanoTime = nanoTime;
  }

  /**
   * Writes it.
   *
   * @throws KubernetesClientException if the API server is away or refuses
   */
  void write(PendingEvent pending) {
    if (pending.notice().isToldOnce()) {
      create(pending);
      return;
    }
    Written before = written.get(pending.notice());
    long now = nanoTime.getAsLong();
    if (before != null && now - before.nanos() < SAME.toNanos()) {
      Written more = new Written(before.objectName(), before.count() + pending.count(), now);
      if (countUp(pending, more)) {
        written.put(pending.notice(), more);
        return;
      }
    }
    create(pending);
    written.put(pending.notice(), new Written(pending.objectName(), pending.count(), now));
  }

  /** False if the object is gone, as Events are after an hour or so. */
  private boolean countUp(PendingEvent pending, Written more) {
    String patch =
        "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(more.count(), time(pending.last()));
    try {
      client
          .v1()
          .events()
          .inNamespace(pending.notice().namespace())
          .withName(more.objectName())
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void create(PendingEvent pending) {
    try {
      client
          .v1()
          .events()
          .inNamespace(pending.notice().namespace())
          .resource(event(pending))
          .create();
      pending.whenNew().run();
    } catch (KubernetesClientException e) {
      // Ours, from an attempt whose answer was lost, for the name is random; or it is to be told
      // once, and was.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private Event event(PendingEvent pending) {
    Notice notice = pending.notice();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(notice.namespace())
        .withName(pending.objectName())
        .endMetadata()
        .withInvolvedObject(notice.involvedObject())
        .withType(notice.type())
        .withReason(notice.reason())
        .withMessage(notice.message())
        .withCount(pending.count())
        .withFirstTimestamp(time(pending.first()))
        .withLastTimestamp(time(pending.last()))
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .withReportingInstance(instance)
        .build();
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
