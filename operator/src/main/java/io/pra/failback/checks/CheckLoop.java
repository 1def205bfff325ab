package io.pra.failback.checks;

import io.pra.failback.api.VpgStatus;
import io.pra.failback.observability.PlainText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One check: an attempt, a pause, the next attempt, until it is stopped. */
final class CheckLoop {
  /** How a result differs from the one before it. */
  enum Change {
    NONE,
    /** It fails for another reason. */
    MESSAGE,
    /** It is the first one, or passed and failed have changed places. */
    TURNED
  }

  private record Seen(ProbeResult result, Instant at, long nanos) {}

  private static final Logger log = LoggerFactory.getLogger(CheckLoop.class);

  private final RunningCheck check;
  private final Supplier<Network> network;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Consumer<Change> onResult;
  private volatile boolean stopped;
  private volatile Seen last;

  CheckLoop(
      RunningCheck check,
      Supplier<Network> network,
      Clock clock,
      ScheduledExecutorService timer,
      Consumer<Change> onResult) {
    this.check = check;
    this.network = network;
    this.clock = clock;
    this.timer = timer;
    this.onResult = onResult;
  }

  RunningCheck check() {
    return check;
  }

  Optional<CheckResult> result(long nowNanos) {
    Seen seen = last;
    return seen == null
        ? Optional.empty()
        : Optional.of(
            new CheckResult(
                seen.result().passed(),
                seen.result().message(),
                seen.at(),
                Duration.ofNanos(Math.max(0, nowNanos - seen.nanos())),
                readAt(seen)));
  }

  /** When a VPG was read the clock tells, which a probe has not. */
  private static List<VpgStatus> readAt(Seen seen) {
    return seen.result().vpgs().stream().map(vpg -> vpg.withObservedAt(seen.at())).toList();
  }

  void start() {
    onTimer(this::attempt, Duration.ZERO);
  }

  void stop() {
    stopped = true;
  }

  private void attempt() {
    if (stopped) {
      return;
    }
    CompletableFuture<ProbeResult> attempt;
    try {
      attempt = check.probe().attempt(network.get(), check.timeout());
    } catch (RuntimeException e) {
      attempt = CompletableFuture.failedFuture(e);
    }
    var unused =
        attempt
            .exceptionally(this::broken)
            .thenAccept(result -> onTimer(() -> take(result), Duration.ZERO));
  }

  private ProbeResult broken(Throwable failure) {
    log.error("check cannot be run id={}", PlainText.of(check.id()), failure);
    return ProbeResult.inconclusive(
        "the check cannot be run: " + PlainText.of(failure.getMessage()));
  }

  private void take(ProbeResult result) {
    if (stopped) {
      return;
    }
    Seen before = last;
    last = new Seen(result, clock.instant(), network.get().nanoTime().getAsLong());
    onTimer(this::attempt, check.interval());
    onResult.accept(changeFrom(before == null ? null : before.result(), result));
  }

  private static Change changeFrom(ProbeResult before, ProbeResult now) {
    if (before == null || before.passed() != now.passed()) {
      return Change.TURNED;
    }
    return now.passed() || before.message().equals(now.message()) ? Change.NONE : Change.MESSAGE;
  }

  private void onTimer(Runnable work, Duration delay) {
    try {
      var unused = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      stopped = true;
    }
  }
}
