package io.pra.failback.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The API server's clock, as its answers tell it in passing. All replicas are answered by it, and
 * so is a process that has just begun: that is what makes it the one to go by.
 */
public final class ServerTime implements Interceptor {
  /** An answer that was held up on its way tells a time that has passed: others correct it. */
  private static final Duration WINDOW = Duration.ofSeconds(30);

  /** The header has whole seconds, rounded down. */
  private static final Duration ROUNDING = Duration.ofMillis(500);

  /**
   * The most advanced of some answers.
   *
   * @param at what it said
   * @param nanos when it came
   */
  private record Answer(Instant at, long nanos) {
    Instant now(long nowNanos) {
      return at.plusNanos(nowNanos - nanos);
    }
  }

  private final LongSupplier nanos;
  private long windowBegan;
  private Answer before;
  private Answer best;

  /**
   * A clock of which nothing is known yet.
   *
   * @param nanos a monotonic clock, in nanoseconds
   */
  public ServerTime(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    String date = response.header("Date");
    if (date != null) {
      try {
        heard(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      } catch (DateTimeException e) {
        // Whoever writes such a date is no witness.
      }
    }
  }

  synchronized void heard(Instant date) {
    long now = nanos.getAsLong();
    Answer answer = new Answer(date.plus(ROUNDING), now);
    if (best == null || now - windowBegan > WINDOW.toNanos()) {
      before = now - windowBegan > WINDOW.multipliedBy(2).toNanos() ? null : best;
      best = answer;
      windowBegan = now;
    } else {
      best = later(best, answer, now);
    }
  }

  /** What its clock shows now; empty if it has not answered for a while. */
  public synchronized Optional<Instant> now() {
    long now = nanos.getAsLong();
    if (best == null || now - windowBegan > WINDOW.multipliedBy(2).toNanos()) {
      return Optional.empty();
    }
    return Optional.of((before == null ? best : later(before, best, now)).now(now));
  }

  private static Answer later(Answer one, Answer other, long now) {
    return one.now(now).isAfter(other.now(now)) ? one : other;
  }
}
