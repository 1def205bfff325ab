package io.pra.failback.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Time that never goes back and never leaps: it is set once, and from then on counts what the
 * monotonic clock has counted. A step of the wall clock, either way, does not move it. See decision
 * 0007.
 *
 * <p>It is set by the API server's clock, which all replicas share and which a restart finds again;
 * until that is known, by the wall clock. What it is found to be off is made good slowly, by {@link
 * #SLEW} of the time that passes, so that a deadline is never off by more than that part of its
 * length.
 */
public final class SteadyClock extends Clock {
  /** Clocks that differ by less agree: a server tells its time in whole seconds. */
  public static final Duration AGREE = Duration.ofSeconds(2);

  /** One part in so many is what the clock runs faster or slower to make good what it is off. */
  static final int SLEW = 100;

  /** Small differences are within what can be measured, and are left alone. */
  private static final Duration UNNOTICED = Duration.ofSeconds(1);

  /**
   * Where it was set last.
   *
   * @param towards how much it is to gain, or lose if negative, bit by bit
   * @param byServer whether the API server's clock has set it
   */
  private record Anchor(Instant at, long nanos, Duration towards, boolean byServer) {
    Instant after(long now) {
      long passed = now - nanos;
      long most = passed / SLEW;
      long off = Math.max(-most, Math.min(most, towards.toNanos()));
      return at.plusNanos(passed + off);
    }
  }

  private final Clock wall;
  private final LongSupplier nanos;
  private final Supplier<Optional<Instant>> server;
  private volatile Anchor anchor;

  /**
   * Set by the wall clock, until the API server is heard.
   *
   * @param nanos a monotonic clock, in nanoseconds
   * @param server the API server's time now; empty while it is not known
   */
  public SteadyClock(Clock wall, LongSupplier nanos, Supplier<Optional<Instant>> server) {
    this.wall = wall;
    this.nanos = nanos;
    this.server = server;
    this.anchor = new Anchor(wall.instant(), nanos.getAsLong(), Duration.ZERO, false);
  }

  @Override
  public Instant instant() {
    if (!anchor.byServer()) {
      setByServer();
    }
    return anchor.after(nanos.getAsLong());
  }

  /**
   * Whatever the wall clock says: nothing was decided by it yet, for plans come from the server.
   */
  private synchronized void setByServer() {
    if (!anchor.byServer()) {
      server.get().ifPresent(at -> anchor = new Anchor(at, nanos.getAsLong(), Duration.ZERO, true));
    }
  }

  /**
   * Compares the clocks, and sets this one right as far as that is safe.
   *
   * <ul>
   *   <li>Where the wall clock and the API server agree that it is later than this clock knows,
   *       time has passed while nobody counted: the machine was suspended. It is set forward at
   *       once.
   *   <li>Where the API server alone has leapt, its clock has been stepped, and is not followed.
   *   <li>Otherwise the API server is drawn near to slowly.
   * </ul>
   */
  public synchronized ClockReading look() {
    setByServer();
    long now = nanos.getAsLong();
    Instant steady = anchor.after(now);
    Duration wallAhead = Duration.between(steady, wall.instant());
    Optional<Duration> serverAhead = server.get().map(at -> Duration.between(steady, at));
    Duration slept = serverAhead.map(ahead -> least(ahead, wallAhead)).orElse(Duration.ZERO);
    if (slept.compareTo(AGREE) > 0 && agree(wallAhead, serverAhead.orElseThrow())) {
      anchor = new Anchor(steady.plus(slept), now, Duration.ZERO, true);
      return new ClockReading(
          wallAhead.minus(slept), serverAhead.map(ahead -> ahead.minus(slept)), slept);
    }
    serverAhead.ifPresent(ahead -> drawNear(steady, now, ahead, wallAhead));
    return new ClockReading(wallAhead, serverAhead, Duration.ZERO);
  }

  private void drawNear(Instant steady, long now, Duration serverAhead, Duration wallAhead) {
    boolean serverAlone = isFar(serverAhead) && !isFar(wallAhead);
    boolean unnoticed = serverAhead.abs().compareTo(UNNOTICED) < 0;
    Duration towards = serverAlone || unnoticed ? Duration.ZERO : serverAhead;
    anchor = new Anchor(steady, now, towards, anchor.byServer());
  }

  private static boolean isFar(Duration ahead) {
    return ahead.abs().compareTo(AGREE) > 0;
  }

  private static boolean agree(Duration one, Duration other) {
    return !isFar(one.minus(other));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("decisions are made in UTC");
  }
}
