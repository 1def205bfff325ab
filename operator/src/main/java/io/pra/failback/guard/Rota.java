package io.pra.failback.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When each of several long polls is to be answered at the latest, in turns: a vCenter that falls
 * silent is noticed as soon as the next of them is overdue, with few calls while nothing happens.
 */
final class Rota {
  private static final Duration ROUND = Duration.ofSeconds(60);

  /** A poll that has just begun anew is not ended at once. */
  private static final Duration SHORTEST = Duration.ofSeconds(3);

  private final LongSupplier nanos;
  private final long began;
  private final int places;

  Rota(int places, LongSupplier nanos) {
    this.places = places;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /** How long the poll in this place may wait from now on: until its next turn. */
  Duration wait(int place) {
    long round = ROUND.toNanos();
    long turn = began + round * place / places;
    long left = round - Math.floorMod(nanos.getAsLong() - turn, round);
    return Duration.ofNanos(left < SHORTEST.toNanos() ? left + round : left);
  }
}
