package io.pra.failback.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the cold watch waits for news, or dozes and is asked once a round. It is called by
 * whatever may be more than the power of a VM that is known: a VM that is new, gone, half-described
 * or disconnected, a task that does something else.
 */
final class Attention {
  private static final Duration SPAN = Duration.ofSeconds(30);

  /** After more changes than this, all that a collector has missed is dearer than a whole read. */
  private static final int MANY = 8;

  private final LongSupplier nanos;
  private long until;
  private int changes;
  private boolean woken;

  /**
   * What the cold watch is to do.
   *
   * @param patience how long to wait for news; zero to be told at once what there is
   * @param anew whether to be opened anew before
   */
  record Turn(Duration patience, boolean anew) {}

  Attention(LongSupplier nanos) {
    this.nanos = nanos;
    this.until = nanos.getAsLong();
  }

  /** There may be more to learn than power states. */
  synchronized void call() {
    until = nanos.getAsLong() + SPAN.toNanos();
    notifyAll();
  }

  /** Something has changed that the cold watch, if it dozes, has not been asked about. */
  synchronized void changed(int count) {
    changes += count;
  }

  /** Ends a doze without a turn. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /**
   * Dozes until there is a reason to look.
   *
   * @param most for how long at most
   * @param isOver whether nobody is to look any more
   * @return empty if it is over
   */
  synchronized Optional<Turn> await(Duration most, BooleanSupplier isOver)
      throws InterruptedException {
    long end = nanos.getAsLong() + most.toNanos();
    while (attentive().isZero() && !woken && !isOver.getAsBoolean()) {
      long left = end - nanos.getAsLong();
      if (left <= 0) {
        break;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    woken = false;
    if (isOver.getAsBoolean()) {
      return Optional.empty();
    }
    Duration attentive = attentive();
    Duration patience = attentive.compareTo(most) < 0 ? attentive : most;
    boolean anew = changes > MANY;
    changes = 0;
    return Optional.of(new Turn(patience, anew));
  }

  private Duration attentive() {
    return Duration.ofNanos(Math.max(0, until - nanos.getAsLong()));
  }
}
