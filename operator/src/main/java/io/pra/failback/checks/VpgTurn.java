package io.pra.failback.checks;

import io.pra.failback.api.Side;
import io.pra.failback.api.ZertoReversal;
import io.pra.failback.observability.PlainText;
import io.pra.failback.zerto.Vpg;
import io.pra.failback.zerto.VpgActivity;
import io.pra.failback.zerto.VpgExpectation;
import io.pra.failback.zerto.VpgState;
import io.pra.failback.zerto.ZertoException;
import io.pra.failback.zerto.Zvm;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One attempt to have one VPG protect the primary. It sends one commit at most. */
final class VpgTurn {
  /** How long a commit that was sent by somebody before may take to be seen. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration ONE_CALL = Duration.ofSeconds(15);

  /** Where the VPG stands on its way. */
  private enum Stand {
    DONE,
    /** It waits for the commit that turns it round. */
    BEFORE_COMMIT,
    /** It goes on by itself. */
    UNDER_WAY,
    /** It has come to rest short of the end: people must act. */
    STUCK
  }

  /** A VPG that was read, or why it was not. */
  private record Look(Vpg vpg, Throwable failure) {}

  private final String name;
  private final ZertoReversal wanted;
  private final ZvmAccess access;
  private final Zvm zvm;
  private final LongSupplier nanos;
  private final boolean resumed;
  private long deadline;
  private boolean sent;

  VpgTurn(
      String name,
      ZertoReversal wanted,
      ZvmAccess access,
      Zvm zvm,
      LongSupplier nanos,
      boolean resumed) {
    this.name = name;
    this.wanted = wanted;
    this.access = access;
    this.zvm = zvm;
    this.nanos = nanos;
    this.resumed = resumed;
  }

  /** Completes within the time and the length of two calls, never exceptionally. */
  CompletableFuture<ActionOutcome> within(Duration time) {
    deadline = nanos.getAsLong() + time.toNanos();
    return look()
        .thenCompose(this::begin)
        .exceptionally(
            failure ->
                ActionOutcome.notDone(told("nothing was sent: " + ZvmAccess.words(failure))));
  }

  private CompletableFuture<Vpg> look() {
    return zvm.vpg(name, ONE_CALL);
  }

  private CompletableFuture<ActionOutcome> begin(Vpg vpg) {
    if (stand(vpg) != Stand.BEFORE_COMMIT) {
      return next(vpg);
    }
    return resumed
        ? later(SETTLE)
            .thenCompose(settled -> look())
            .thenCompose(again -> stand(again) == Stand.BEFORE_COMMIT ? commit(again) : next(again))
        : commit(vpg);
  }

  private CompletableFuture<ActionOutcome> commit(Vpg vpg) {
    return zvm.commitReversed(vpg, ONE_CALL)
        .handle((done, failure) -> Optional.ofNullable(failure))
        .thenCompose(
            failure -> {
              Optional<ZertoException> said = failure.flatMap(ZvmAccess::zertoSays);
              boolean mayBeDone = said.map(ZertoException::mayHaveBeenDone).orElse(true);
              if (failure.isEmpty() || mayBeDone) {
                sent = true;
                return follow();
              }
              return said.get().kind() == ZertoException.Kind.REFUSED
                  ? refused(said.get().getMessage())
                  : done(ActionOutcome.notDone(told("not committed: " + said.get().getMessage())));
            });
  }

  /** A commit is refused, too, when somebody else has committed meanwhile. */
  private CompletableFuture<ActionOutcome> refused(String why) {
    return look()
        .thenCompose(
            vpg ->
                stand(vpg) == Stand.BEFORE_COMMIT
                    ? done(ActionOutcome.refused(told("not committed: " + why)))
                    : next(vpg));
  }

  private CompletableFuture<ActionOutcome> next(Vpg vpg) {
    return switch (stand(vpg)) {
      case DONE -> done(ActionOutcome.succeeded(expectation().judge(vpg).message()));
      case STUCK -> done(ActionOutcome.notDone(told(why(vpg))));
      case BEFORE_COMMIT, UNDER_WAY -> isOver() ? done(late(vpg)) : follow();
    };
  }

  private CompletableFuture<ActionOutcome> follow() {
    return later(BETWEEN_LOOKS)
        .thenCompose(paused -> look())
        .handle(Look::new)
        .thenCompose(
            look -> {
              if (look.failure() == null) {
                return next(look.vpg());
              }
              return isOver() ? done(unread(look.failure())) : follow();
            });
  }

  private boolean isOver() {
    return nanos.getAsLong() - deadline >= 0;
  }

  private ActionOutcome late(Vpg vpg) {
    String now = "it is %s".formatted(PlainText.of(vpg.statusText(), 100));
    if (stand(vpg) == Stand.BEFORE_COMMIT && !sent) {
      return ActionOutcome.notDone(told("nothing was sent: " + now));
    }
    if (stand(vpg) == Stand.BEFORE_COMMIT) {
      return ActionOutcome.unknown(told("a commit was sent and is not seen: " + now));
    }
    return ActionOutcome.notDone(
        told("not there yet, it goes on by itself: " + expectation().judge(vpg).message()));
  }

  private ActionOutcome unread(Throwable failure) {
    String why = ZvmAccess.words(failure);
    return sent
        ? ActionOutcome.unknown(
            told("a commit was sent, and what became of it is not seen: " + why))
        : ActionOutcome.notDone(told("nothing was sent: " + why));
  }

  private Stand stand(Vpg vpg) {
    if (expectation().judge(vpg).healthy()) {
      return Stand.DONE;
    }
    boolean fromRecovery = access.protectedBy(vpg).filter(Side.Recovery::equals).isPresent();
    if (vpg.activity().isBeforeCommit()) {
      return fromRecovery ? Stand.BEFORE_COMMIT : Stand.STUCK;
    }
    boolean committing =
        switch (vpg.activity()) {
          case MOVING_COMMITTING, FAILING_OVER_COMMITTING, PROMOTING -> true;
          default -> false;
        };
    boolean turned = access.protectedBy(vpg).filter(Side.Primary::equals).isPresent();
    boolean grows =
        turned
            && vpg.activity().isUnderWay()
            && vpg.state() != VpgState.RECOVERED
            && vpg.state() != VpgState.DELETING;
    return committing || grows ? Stand.UNDER_WAY : Stand.STUCK;
  }

  private VpgExpectation expectation() {
    return new VpgExpectation(
        wanted.maxRpoSeconds(),
        Optional.ofNullable(wanted.minJournalMinutes()),
        access.isLocal(Side.Primary),
        Set.copyOf(wanted.allowedAlerts()),
        false);
  }

  private String why(Vpg vpg) {
    String state = PlainText.of(vpg.statusText(), 100);
    if (vpg.activity() == VpgActivity.NEEDS_CONFIGURATION || vpg.state() == VpgState.RECOVERED) {
      return ("it is %s: only an edit of the VPG mends that. In Zerto, edit it so that it protects"
              + " the VMs of the primary site and save it; delta sync follows, and it goes on by"
              + " itself")
          .formatted(state);
    }
    if (vpg.protectsLocalSite().isEmpty()) {
      return "it is %s and does not say which site it protects: look in Zerto".formatted(state);
    }
    boolean fromRecovery = access.protectedBy(vpg).get() == Side.Recovery;
    if (fromRecovery && vpg.activity().isUnderWay()) {
      return ("it is %s and still protects the recovery site: the API can turn a VPG round only at"
              + " the commit of a Move or Failover, which people begin in Zerto, with commit policy"
              + " None")
          .formatted(state);
    }
    return fromRecovery
        ? "it is %s and protects the recovery site: look in Zerto".formatted(state)
        : expectation().judge(vpg).message() + ": look in Zerto";
  }

  private String told(String what) {
    String prefix = "VPG " + PlainText.of(name, 80) + ": ";
    return what.startsWith(prefix) ? what : prefix + what;
  }

  private static CompletableFuture<Void> later(Duration pause) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static CompletableFuture<ActionOutcome> done(ActionOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
