package io.pra.failback.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.observability.KubernetesTelemetry;
import io.pra.failback.observability.PlainText;
import io.pra.failback.threads.Daemons;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a watch that stays open and tells nothing. Such a watch looks like one about which
 * nothing happens; so the API server is asked what there is, and that is compared with what the
 * watches have told. What they have not told within {@link #GRACE} makes the operator unready, and
 * all watches begin anew with a list, which brings what was missed.
 */
public final class WatchPulse implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchPulse.class);

  /** How often it is looked: what was not told is noticed within this and the grace. */
  public static final Duration PERIOD = Duration.ofSeconds(15);

  /** How long a watch may take to tell. */
  public static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the API server may leave the looks without an answer. */
  public static final Duration PATIENCE = PERIOD.plus(GRACE).plusSeconds(10);

  private static final String NOTHING = "nothing";

  /**
   * Objects of one kind, both ways.
   *
   * @param live asks the API server
   * @param told what a watch has told
   */
  public record Watched(
      Supplier<? extends List<? extends HasMetadata>> live,
      Supplier<? extends List<? extends HasMetadata>> told) {}

  private final List<Watched> watched;
  private final WatchStreams streams;
  private final KubernetesTelemetry telemetry;
  private final LongSupplier nanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("watch-pulse"));

  /** What was not told at the last look: the object, and the version that was told instead. */
  private Map<String, String> late = Map.of();

  private volatile Optional<String> found = Optional.empty();
  private volatile long answeredAt;

  /** Begins to look. */
  public WatchPulse(
      List<Watched> watched,
      WatchStreams streams,
      KubernetesTelemetry telemetry,
      LongSupplier nanos) {
    this.watched = List.copyOf(watched);
    this.streams = streams;
    this.telemetry = telemetry;
    this.nanos = nanos;
    this.answeredAt = nanos.getAsLong();
    telemetry.reachable(() -> trouble().isEmpty());
    telemetry.watchesReplaced(0);
    next(PERIOD);
  }

  /** What is wrong with the way to the API server; empty if nothing is. */
  public Optional<String> trouble() {
    Duration silence = Duration.ofNanos(nanos.getAsLong() - answeredAt);
    return silence.compareTo(PATIENCE) > 0
        ? Optional.of("no answer for %d s".formatted(silence.toSeconds()))
        : found;
  }

  private void next(Duration pause) {
    if (!thread.isShutdown()) {
      Future<?> unused = thread.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      compare();
    } catch (KubernetesClientException e) {
      if (e.getCode() > 0) {
        answeredAt = nanos.getAsLong();
      }
      tell(Optional.of("cannot be read: " + PlainText.of(e.getMessage())));
    } catch (RuntimeException e) {
      // Or there would be no next look.
      log.warn("event=WatchPulseFailed", e);
    }
    next(late.isEmpty() ? PERIOD : GRACE);
  }

  private void compare() {
    Map<String, String> now = new TreeMap<>();
    for (Watched kind : watched) {
      now.putAll(notTold(kind));
    }
    answeredAt = nanos.getAsLong();
    Optional<String> missed =
        now.entrySet().stream()
            .filter(object -> object.getValue().equals(late.get(object.getKey())))
            .map(Map.Entry::getKey)
            .findFirst();
    late = now;
    tell(missed.map(object -> "a watch is silent, %s has changed".formatted(object)));
    if (missed.isPresent()) {
      telemetry.watchesReplaced(1);
      streams.expire();
    }
  }

  private static Map<String, String> notTold(Watched kind) {
    Map<String, String> live = versions(kind.live().get());
    Map<String, String> told = versions(kind.told().get());
    Map<String, String> differences = new TreeMap<>();
    live.forEach(
        (object, version) -> {
          if (!version.equals(told.get(object))) {
            differences.put(object, told.getOrDefault(object, NOTHING));
          }
        });
    told.forEach(
        (object, version) -> {
          if (!live.containsKey(object)) {
            differences.put(object, version);
          }
        });
    return differences;
  }

  private static Map<String, String> versions(List<? extends HasMetadata> objects) {
    Map<String, String> versions = new TreeMap<>();
    objects.forEach(
        object ->
            versions.put(
                "%s %s/%s"
                    .formatted(
                        object.getKind(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()),
                object.getMetadata().getUid() + "/" + object.getMetadata().getResourceVersion()));
    return versions;
  }

  private void tell(Optional<String> now) {
    if (!now.equals(found)) {
      now.ifPresentOrElse(
          trouble -> log.warn("event=ApiServerTrouble message=\"{}\"", trouble),
          () -> log.info("event=ApiServerWell"));
    }
    found = now;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
