package io.pra.failback.observability;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happened, as Kubernetes Events. Recording never waits and never throws; while
 * the API server is away, or does not let the operator write them, the newest {@value #CAPACITY}
 * are kept and told afterwards.
 */
public final class Events implements AutoCloseable {
  /** Whether an event is good or bad news. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String inApi;

    Type(String inApi) {
      this.inApi = inApi;
    }

    String inApi() {
      return inApi;
    }
  }

  static final int CAPACITY = 500;

  private static final Logger log = LoggerFactory.getLogger(Events.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** The API server will not take this event, however often it is asked. */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 413, 422);

  /** Without the right to write them, events of a namespace wait, and are tried again so often. */
  private static final Duration FORBIDDEN_PAUSE = Duration.ofSeconds(5);

  private static final int MAX_OBJECT_NAME = 253;

  private final EventQueue queue = new EventQueue(CAPACITY, Events::objectName);
  private final EventPost post;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Thread thread;

  /** Namespaces in which it may not write events, and until when none is tried. */
  private final Map<String, Long> forbidden = new HashMap<>();

  /**
   * Starts the thread that tells.
   *
   * @param instance which replica this is: the pod's name
   * @param clock for the times in the events
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public Events(KubernetesClient client, String instance, Clock clock, LongSupplier nanoTime) {
    this.post = new EventPost(client, instance, nanoTime);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.thread = new Thread(this::tellAll, "events");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Something happened. The same about the same object within ten minutes is one Event, counted.
   *
   * @param about needs its name, namespace and uid
   * @param reason PascalCase, for machines
   * @param message for people; escaped, and cut at 1024 chars
   */
  public void record(HasMetadata about, Type type, String reason, String message) {
    try {
      queue.add(Notice.of(about, type, reason, message), clock.instant());
    } catch (RuntimeException e) {
      log.warn("event not recorded reason={}", reason, e);
    }
  }

  /**
   * Something happened that is to be told once, even if several processes tell it, or one does so
   * again after a restart.
   *
   * @param name of the Event object, the same for whoever tells it: lower case, digits, dots
   * @param whenNew run if nobody had told it
   */
  public void recordOnce(
      HasMetadata about, Type type, String reason, String message, String name, Runnable whenNew) {
    try {
      queue.add(Notice.once(about, type, reason, message, name), clock.instant(), whenNew);
    } catch (RuntimeException e) {
      log.warn("event not recorded reason={}", reason, e);
    }
  }

  /** How many are not written yet. */
  public int waiting() {
    return queue.size();
  }

  private static String objectName(Notice notice) {
    if (notice.isToldOnce()) {
      return notice.onceAs();
    }
    String suffix = "." + Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    String name = notice.name();
    return name.substring(0, Math.min(name.length(), MAX_OBJECT_NAME - suffix.length())) + suffix;
  }

  private void tellAll() {
    Duration pause = FIRST_PAUSE;
    try {
      for (Optional<PendingEvent> oldest = queue.oldest(this::isOpen);
          oldest.isPresent();
          oldest = queue.oldest(this::isOpen)) {
        if (told(oldest.get(), pause)) {
          queue.remove(oldest.get());
          pause = FIRST_PAUSE;
        } else if (isOpen(oldest.get().notice().namespace())) {
          Thread.sleep(pause.toMillis());
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (queue.size() > 0) {
      log.warn("events not told at shutdown count={}", queue.size());
    }
  }

  private boolean isOpen(String namespace) {
    Long until = forbidden.get(namespace);
    return until == null || nanoTime.getAsLong() - until >= 0;
  }

  /** True if there is nothing more to do about it. */
  private boolean told(PendingEvent event, Duration pause) {
    try {
      post.write(event);
      forbidden.remove(event.notice().namespace());
      long dropped = queue.takeDropped();
      if (dropped > 0) {
        log.warn("events dropped while the API server was away count={}", dropped);
      }
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        forbid(event.notice().namespace(), e);
        return false;
      }
      if (!REFUSALS.contains(e.getCode())) {
        log.warn(
            "events wait for the API server waiting={} pause={} cause=\"{}\"",
            queue.size(),
            pause,
            rootOf(e));
        return false;
      }
      warnRefused(event, e);
      return true;
    } catch (RuntimeException e) {
      warnRefused(event, e);
      return true;
    }
  }

  /** Rights may be given back, and what happened meanwhile is still worth knowing. */
  private void forbid(String namespace, KubernetesClientException e) {
    Long before = forbidden.put(namespace, nanoTime.getAsLong() + FORBIDDEN_PAUSE.toNanos());
    if (before == null) {
      log.warn(
          "events wait for the right to write them namespace={} waiting={} cause=\"{}\"",
          namespace,
          queue.size(),
          rootOf(e));
    }
  }

  private static void warnRefused(PendingEvent event, RuntimeException cause) {
    Notice notice = event.notice();
    log.warn(
        "event refused object={}/{}/{} reason={} message=\"{}\" cause=\"{}\"",
        notice.kind(),
        notice.namespace(),
        notice.name(),
        notice.reason(),
        notice.message(),
        rootOf(cause));
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return PlainText.of(root.toString());
  }

  /** Tells what it can within two seconds. */
  @Override
  public void close() {
    try {
      queue.finish();
      thread.join(FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
