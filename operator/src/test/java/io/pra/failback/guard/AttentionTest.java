package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.guard.Attention.Turn;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AttentionTest {
  private static final Duration ROUND = Duration.ofSeconds(60);

  private final AtomicLong now = new AtomicLong();
  private final Attention attention = new Attention(now::get);

  @Test
  void whoDozesIsAskedOnceTheRoundIsOver() throws Exception {
    assertThat(attention.await(Duration.ZERO, () -> false))
        .contains(new Turn(Duration.ZERO, false));
  }

  @Test
  void aCallEndsTheDozeAndNewsAreWaitedForForAWhile() throws Exception {
    CompletableFuture<Turn> turn = CompletableFuture.supplyAsync(this::nextTurn);
    attention.call();

    assertThat(turn.get()).isEqualTo(new Turn(Duration.ofSeconds(30), false));
    now.addAndGet(TimeUnit.SECONDS.toNanos(20));
    assertThat(nextTurn().patience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void afterManyChangesTheWatchIsOpenedAnew() {
    attention.changed(9);
    attention.call();

    assertThat(nextTurn().anew()).isTrue();
    assertThat(nextTurn().anew()).isFalse();
  }

  @Test
  void nobodyIsToLookWhenItIsOver() throws Exception {
    attention.call();

    assertThat(attention.await(ROUND, () -> true)).isEmpty();
  }

  private Turn nextTurn() {
    try {
      return attention.await(ROUND, () -> false).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
