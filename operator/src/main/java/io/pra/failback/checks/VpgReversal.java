package io.pra.failback.checks;

import io.pra.failback.api.ZertoReversal;
import io.pra.failback.zerto.Zvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Turns the replication of VPGs round, side by side. Each attempt begins with a look, and commits
 * only what is seen to wait for it; so it may be repeated, and after a restart the effect is what
 * it looks for.
 */
final class VpgReversal implements Deed {
  private final ActionRun run;
  private final ZertoReversal wanted;
  private final Network network;

  VpgReversal(ActionRun run, ZertoReversal wanted, Network network) {
    this.run = run;
    this.wanted = wanted;
    this.network = network;
  }

  @Override
  public CompletableFuture<ActionOutcome> carryOut() {
    long start = network.nanoTime().getAsLong();
    ZvmAccess access = ZvmAccess.of(run.zerto(), wanted.site());
    return access
        .open(network, run.timeout())
        .thenCompose(
            zvm -> {
              Duration left = run.timeout().minusNanos(network.nanoTime().getAsLong() - start);
              return turnAll(access, zvm, left);
            })
        .exceptionally(failure -> ActionOutcome.notDone(ZvmAccess.words(failure)));
  }

  private CompletableFuture<ActionOutcome> turnAll(ZvmAccess access, Zvm zvm, Duration left) {
    List<CompletableFuture<ActionOutcome>> all =
        wanted.vpgs().stream()
            .map(name -> new VpgTurn(name, wanted, access, zvm, network.nanoTime(), run.resumed()))
            .map(turn -> turn.within(left))
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> together(all.stream().map(CompletableFuture::join).toList()));
  }

  /** The worst of them, and what each came to: which was turned, and which was not. */
  private static ActionOutcome together(List<ActionOutcome> outcomes) {
    ActionOutcome.Kind worst =
        outcomes.stream()
            .map(ActionOutcome::kind)
            .max((one, other) -> Integer.compare(weight(one), weight(other)))
            .orElseThrow();
    return new ActionOutcome(
        worst, outcomes.stream().map(ActionOutcome::message).collect(Collectors.joining("; ")));
  }

  private static int weight(ActionOutcome.Kind kind) {
    return switch (kind) {
      case SUCCEEDED -> 0;
      case NOT_DONE -> 1;
      case REFUSED -> 2;
      case UNKNOWN -> 3;
    };
  }
}
