package io.pra.failback.checks;

import io.pra.failback.api.RedisPromotion;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes a Redis replica the primary. It looks at both servers, takes one step, and looks again, so
 * that it does not matter where an earlier attempt was interrupted.
 */
final class RedisPromote implements Deed {
  /** Look, fence, look, promote, look; and once more, where an answer was lost. */
  private static final int MOST_STEPS = 3;

  private static final Duration POLL = Duration.ofMillis(50);

  /** In timeouts: longer than a fence can take, so that no write slips through before its end. */
  private static final int PAUSE = 5;

  private static final int LONGEST = 500;

  private final ActionRun run;
  private final Network network;
  private final RedisSession replica;
  private final RedisSession old;

  RedisPromote(ActionRun run, RedisPromotion promotion, Network network) {
    this.run = run;
    this.network = network;
    this.replica = new RedisSession(promotion.replica(), "redis.replica");
    this.old = new RedisSession(promotion.oldPrimary().server(), "redis.oldPrimary.server");
  }

  @Override
  public CompletableFuture<ActionOutcome> carryOut() {
    return advance(MOST_STEPS, "");
  }

  /** What a server told, or why it did not. */
  private record Heard(Optional<Replication> said, boolean silent, String trouble) {}

  private CompletableFuture<Heard> look(RedisSession server) {
    return server.talk(
        network,
        run.timeout(),
        redis -> new Heard(Optional.of(Replication.of(redis)), false, ""),
        trouble -> new Heard(Optional.empty(), trouble.isSilence(), trouble.message()));
  }

  private CompletableFuture<ActionOutcome> advance(int stepsLeft, String done) {
    return look(replica)
        .thenCompose(
            seen -> look(old).thenCompose(seenOld -> step(seen, seenOld, stepsLeft, done)));
  }

  private CompletableFuture<ActionOutcome> step(
      Heard seen, Heard seenOld, int stepsLeft, String done) {
    if (seen.said().isEmpty()) {
      String words = "the replica cannot be asked: " + seen.trouble();
      return run.resumed() || !done.isEmpty()
          ? ended(ActionOutcome.unknown(plain(after(done, words))))
          : unfinished(done, words);
    }
    PromotionStep next =
        PromotionStep.next(
            replica.peer(),
            seen.said().get(),
            new PromotionStep.Old(
                old.peer(),
                seenOld.said(),
                seenOld.silent(),
                seenOld.trouble(),
                run.oldPrimaryIsDown(),
                run.evidence()));
    return switch (next.kind()) {
      case DONE -> ended(ActionOutcome.succeeded(plain(next.words())));
      case REFUSE -> unfinished(done, next.words());
      case FENCE, PROMOTE -> {
        if (stepsLeft == 0) {
          yield unfinished(done, "the servers do not keep what they are told");
        }
        yield next.kind() == PromotionStep.Kind.FENCE
            ? fence(seenOld.said().get().id(), stepsLeft)
            : promote(next.words(), stepsLeft);
      }
    };
  }

  private CompletableFuture<ActionOutcome> promote(String found, int stepsLeft) {
    return replica
        .talk(
            network,
            run.timeout(),
            redis -> redis.call("REPLICAOF", "NO", "ONE"),
            RedisSession.Trouble::message)
        .thenCompose(
            said ->
                said.equals("OK")
                    ? advance(stepsLeft - 1, found)
                    : advance(stepsLeft - 1, found + ", and " + said));
  }

  /**
   * Stops writes at the old primary, waits until the replica has all of them, and makes the old
   * primary its replica. Where that fails, writes go on.
   */
  private CompletableFuture<ActionOutcome> fence(String id, int stepsLeft) {
    String pause = "" + run.timeout().multipliedBy(PAUSE).toMillis();
    return old.talk(
            network,
            run.timeout(),
            redis -> {
              redis.call("CLIENT", "PAUSE", pause, "WRITE");
              return new Paused(Replication.of(redis).masterOffset(), "");
            },
            trouble -> new Paused(-1, trouble.message()))
        .thenCompose(
            paused ->
                paused.trouble().isEmpty()
                    ? caughtUp(paused.offset(), network.nanoTime().getAsLong())
                    : CompletableFuture.completedFuture(paused.trouble()))
        .thenCompose(
            objection ->
                objection.isEmpty() ? follow(id) : CompletableFuture.completedFuture(objection))
        .thenCompose(
            objection -> objection.isEmpty() ? advance(stepsLeft - 1, "") : resume(objection));
  }

  /** How far the old primary had come when its writes were stopped. */
  private record Paused(long offset, String trouble) {}

  /** Waits for one timeout at most; what is lacking then, or nothing. */
  private CompletableFuture<String> caughtUp(long offset, long since) {
    return look(replica)
        .thenCompose(
            seen -> {
              long behind = seen.said().map(r -> offset - r.replicaOffset()).orElse(offset);
              if (behind <= 0) {
                return CompletableFuture.completedFuture("");
              }
              boolean late = network.nanoTime().getAsLong() - since > run.timeout().toNanos();
              return late
                  ? CompletableFuture.completedFuture(
                      "%s lacks %d bytes still".formatted(replica.peer(), behind))
                  : later(() -> caughtUp(offset, since));
            });
  }

  private static CompletableFuture<String> later(Supplier<CompletableFuture<String>> work) {
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(pause -> work.get());
  }

  private CompletableFuture<String> follow(String id) {
    return old.talk(
        network,
        run.timeout(),
        redis -> {
          Replication now = Replication.of(redis);
          if (!now.isMaster() || !now.id().equals(id)) {
            return "it is another one than before";
          }
          redis.call("REPLICAOF", host(), "" + port());
          redis.call("CLIENT", "UNPAUSE");
          return "";
        },
        // The answer may be lost, and not the command: what became of it is looked at.
        trouble -> trouble.saidNo() ? trouble.message() : "");
  }

  private CompletableFuture<ActionOutcome> resume(String objection) {
    return old.talk(
            network,
            run.timeout(),
            redis -> redis.call("CLIENT", "UNPAUSE"),
            RedisSession.Trouble::message)
        .thenCompose(
            said -> unfinished("", "writes go on at %s: %s".formatted(old.peer(), objection)));
  }

  private String host() {
    return replica.server().host();
  }

  private int port() {
    return replica.server().port();
  }

  /** It was seen that the replica is none, or that nothing was asked of it. */
  private CompletableFuture<ActionOutcome> unfinished(String done, String why) {
    return ended(ActionOutcome.notDone(plain(after(done, why))));
  }

  private static String after(String done, String why) {
    return done.isEmpty() ? why : done + "; not promoted: " + why;
  }

  private static String plain(String words) {
    return PlainText.of(words, LONGEST);
  }

  private static CompletableFuture<ActionOutcome> ended(ActionOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
