package io.pra.failback.clock;

import io.pra.failback.threads.Daemons;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the clocks all the time, and tells where one of them has been stepped. */
public final class ClockWatch implements AutoCloseable {
  /** How often it is looked, and so how soon a step is told. */
  public static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

  /** What has happened to a clock. */
  public enum Kind {
    /** The wall clock leapt, and is not followed. */
    WALL_CLOCK_STEPPED,
    /** The API server's clock leapt, and is not followed. */
    SERVER_CLOCK_STEPPED,
    /** Time had passed uncounted, and was made up for. */
    TIME_CAUGHT_UP
  }

  /**
   * Something that people should know of.
   *
   * @param by how far a clock leapt, negative if back; or how much was made up for
   * @param ahead how far it is ahead of the time that decisions go by now, negative if behind
   */
  public record Step(Kind kind, Duration by, Duration ahead) {}

  private final SteadyClock clock;
  private final Consumer<ClockReading> read;
  private final Consumer<Step> stepped;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("clock-watch"));

  /** Where the clocks stood when it was last told. */
  private Duration wallTold = Duration.ZERO;

  private Duration serverTold = Duration.ZERO;

  /**
   * A watch that does not look yet.
   *
   * @param read told at every look
   * @param stepped told once of each step
   */
  public ClockWatch(SteadyClock clock, Consumer<ClockReading> read, Consumer<Step> stepped) {
    this.clock = clock;
    this.read = read;
    this.stepped = stepped;
  }

  /** Begins to look, again and again. */
  public void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::lookQuietly, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookQuietly() {
    try {
      look();
    } catch (RuntimeException e) {
      // Or there would be no next look.
      log.warn("event=ClockWatchFailed", e);
    }
  }

  /** Looks once. */
  synchronized void look() {
    ClockReading reading = clock.look();
    read.accept(reading);
    if (!reading.slept().isZero()) {
      stepped.accept(new Step(Kind.TIME_CAUGHT_UP, reading.slept(), Duration.ZERO));
    }
    if (isNews(reading.wallAhead(), wallTold)) {
      stepped.accept(
          new Step(
              Kind.WALL_CLOCK_STEPPED, reading.wallAhead().minus(wallTold), reading.wallAhead()));
      wallTold = reading.wallAhead();
    }
    Duration serverAhead = reading.serverAhead().orElse(serverTold);
    if (isNews(serverAhead, serverTold)) {
      stepped.accept(
          new Step(Kind.SERVER_CLOCK_STEPPED, serverAhead.minus(serverTold), serverAhead));
      serverTold = serverAhead;
    }
  }

  /** What is made good slowly is no step. */
  private static boolean isNews(Duration now, Duration told) {
    return now.minus(told).abs().compareTo(SteadyClock.AGREE) > 0;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
