package io.pra.failback.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The series of the operator, made when they are first written. A call costs one map look-up and
 * never throws: telling must not hurt what is told about.
 */
final class Series {
  private static final Logger log = LoggerFactory.getLogger(Series.class);

  /** Upper bounds of the duration buckets. */
  private static final Duration[] BUCKETS =
      LongStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Key(String name, Tags tags) {}

  private static final class Value {
    volatile DoubleSupplier now = () -> Double.NaN;
  }

  private final MeterRegistry registry;
  private final Map<Key, Value> values = new ConcurrentHashMap<>();
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Key, Timer> histograms = new ConcurrentHashMap<>();

  Series(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Sets a gauge; NaN says that the value is not known. */
  void set(String name, String help, Tags tags, double value) {
    compute(name, help, tags, () -> value);
  }

  /** Sets a gauge whose value is worked out when it is read. */
  void compute(String name, String help, Tags tags, DoubleSupplier value) {
    quietly(name, () -> gauge(name, help, tags).now = value);
  }

  private Value gauge(String name, String help, Tags tags) {
    return values.computeIfAbsent(
        new Key(name, tags),
        key -> {
          Value value = new Value();
          Gauge.builder(name, value, v -> v.now.getAsDouble())
              .description(help)
              .tags(tags)
              .strongReference(true)
              .register(registry);
          return value;
        });
  }

  /** Adds to a counter; adding nothing makes the series visible, so that its first step is seen. */
  void add(String name, String help, Tags tags, double amount) {
    quietly(
        name,
        () ->
            counters
                .computeIfAbsent(
                    new Key(name, tags),
                    key -> Counter.builder(name).description(help).tags(tags).register(registry))
                .increment(amount));
  }

  /** Counts a duration into its bucket. */
  void observe(String name, String help, Tags tags, Duration duration) {
    quietly(name, () -> histogram(name, help, tags).record(duration));
  }

  /** A timer, not a summary: summaries round what they count into buckets up to whole units. */
  private Timer histogram(String name, String help, Tags tags) {
    return histograms.computeIfAbsent(
        new Key(name, tags),
        key ->
            Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
  }

  /** Makes a histogram visible before its first duration. */
  void expect(String name, String help, Tags tags) {
    quietly(name, () -> histogram(name, help, tags));
  }

  /** Removes every series that carries all of these tags. */
  void remove(Tags owner) {
    quietly(
        "remove",
        () -> {
          values.keySet().removeIf(key -> carries(key.tags(), owner));
          counters.keySet().removeIf(key -> carries(key.tags(), owner));
          histograms.keySet().removeIf(key -> carries(key.tags(), owner));
          for (Meter meter : registry.getMeters()) {
            if (carries(Tags.of(meter.getId().getTags()), owner)) {
              registry.remove(meter);
            }
          }
        });
  }

  private static boolean carries(Tags tags, Tags owner) {
    return owner.stream().allMatch(tag -> tags.stream().anyMatch(tag::equals));
  }

  private static void quietly(String name, Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      log.warn("metric not recorded name={}", name, e);
    }
  }
}
