package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.observability.KubernetesTelemetry;
import io.pra.failback.observability.PlainText;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when the API server refuses or does not answer: nothing but to wait, longer each time,
 * whatever else happens. The guards go on meanwhile.
 */
final class ApiTroubles {
  private static final Logger log = LoggerFactory.getLogger(ApiTroubles.class);

  /** A conflict means that somebody has written meanwhile: look again at once. */
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(50);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Somebody else writes all the time: so many conflicts in a row are nothing to be told. */
  private static final int USUAL_CONFLICTS = 5;

  /**
   * Failures in a row.
   *
   * @param until by the monotonic clock
   */
  private record Trouble(int times, long until, String message) {}

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final KubernetesTelemetry telemetry;
  private final LongSupplier nanos;

  ApiTroubles(KubernetesTelemetry telemetry, LongSupplier nanos) {
    this.telemetry = telemetry;
    this.nanos = nanos;
    telemetry.troubled(0);
  }

  /** The rest of the pause since the last failure; empty if the object may be worked on. */
  Optional<Duration> pauseOf(HasMetadata object) {
    Trouble trouble = troubles.get(name(object));
    if (trouble == null) {
      return Optional.empty();
    }
    Duration rest = Duration.ofNanos(trouble.until() - nanos.getAsLong());
    return rest.isNegative() || rest.isZero() ? Optional.empty() : Optional.of(rest);
  }

  /** It failed, perhaps again; how long to wait. */
  Duration failed(HasMetadata object, KubernetesClientException e) {
    boolean conflict = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    Trouble before = troubles.get(name(object));
    int times = before == null ? 1 : before.times() + 1;
    Duration first = conflict ? AFTER_CONFLICT : AFTER_FAILURE;
    Duration longer = first.multipliedBy(1L << Math.min(times - 1, 10));
    Duration pause = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    String message = e.getCode() + " " + PlainText.of(e.getMessage(), 300);
    troubles.put(name(object), new Trouble(times, nanos.getAsLong() + pause.toNanos(), message));
    telemetry.failed(e.getCode());
    telemetry.troubled(reasons().size());
    if (!conflict || times > USUAL_CONFLICTS) {
      log.warn(
          "event=ApiServerTrouble kind={} namespace={} name={} code={} times={} pause={} message=\"{}\"",
          object.getKind(),
          object.getMetadata().getNamespace(),
          object.getMetadata().getName(),
          e.getCode(),
          times,
          pause,
          message);
    }
    return pause;
  }

  /** It was reconciled, or is gone. */
  void over(HasMetadata object) {
    if (troubles.remove(name(object)) != null) {
      telemetry.troubled(reasons().size());
    }
  }

  /** What cannot be worked on now, one line each. */
  List<String> reasons() {
    return troubles.entrySet().stream()
        .filter(entry -> entry.getValue().times() > 1)
        .map(entry -> entry.getKey() + ": " + entry.getValue().message())
        .sorted()
        .toList();
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + Key.of(object);
  }
}
