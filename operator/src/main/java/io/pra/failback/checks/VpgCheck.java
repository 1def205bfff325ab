package io.pra.failback.checks;

import io.pra.failback.api.VpgExpected;
import io.pra.failback.api.VpgStatus;
import io.pra.failback.api.ZertoProbe;
import io.pra.failback.api.ZertoSpec;
import io.pra.failback.zerto.Vpg;
import io.pra.failback.zerto.VpgExpectation;
import io.pra.failback.zerto.VpgExpectation.Verdict;
import io.pra.failback.zerto.ZertoException;
import io.pra.failback.zerto.Zvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Passes when VPGs are as they should be; what was read of them goes into the status. */
record VpgCheck(ZertoProbe wanted, ZertoSpec zerto) implements Probe {
  /** What became of one VPG: it was read, or it was not. */
  private record Reading(Vpg vpg, Throwable failure) {}

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    long start = network.nanoTime().getAsLong();
    ZvmAccess access = ZvmAccess.of(zerto, wanted.site());
    return access
        .open(network, timeout)
        .thenCompose(
            zvm ->
                readAll(zvm, timeout.minusNanos(network.nanoTime().getAsLong() - start))
                    .thenApply(readings -> judge(access, readings)))
        .exceptionally(failure -> ProbeResult.inconclusive(ZvmAccess.words(failure)));
  }

  private CompletableFuture<List<Reading>> readAll(Zvm zvm, Duration timeout) {
    List<CompletableFuture<Reading>> all =
        wanted.vpgs().stream().map(name -> zvm.vpg(name, timeout).handle(Reading::new)).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private ProbeResult judge(ZvmAccess access, List<Reading> readings) {
    VpgExpectation expectation =
        new VpgExpectation(
            wanted.maxRpoSeconds(),
            Optional.ofNullable(wanted.minJournalMinutes()),
            access.isLocal(wanted.protects()),
            Set.copyOf(wanted.allowedAlerts()),
            wanted.expect() == VpgExpected.BeforeCommit);
    List<VpgStatus> vpgs = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    Optional<Throwable> unread = Optional.empty();
    for (Reading reading : readings) {
      if (reading.failure() != null) {
        unread = unread.or(() -> Optional.of(reading.failure()));
      } else {
        vpgs.add(access.status(reading.vpg()));
        verdicts.add(expectation.judge(reading.vpg()));
      }
    }
    Optional<Verdict> wrong = verdicts.stream().filter(verdict -> !verdict.healthy()).findFirst();
    if (wrong.isPresent()) {
      return new ProbeResult(false, true, wrong.get().message(), vpgs);
    }
    if (unread.isPresent()) {
      boolean missing =
          ZvmAccess.zertoSays(unread.get())
              .filter(said -> said.kind() == ZertoException.Kind.NOT_FOUND)
              .isPresent();
      return new ProbeResult(false, missing, ZvmAccess.words(unread.get()), vpgs);
    }
    String all = verdicts.stream().map(Verdict::message).collect(Collectors.joining("; "));
    return new ProbeResult(true, true, all, vpgs);
  }

  /** A list of VPGs is long enough; the ZVM's address is in the plan. */
  @Override
  public String toString() {
    return "VpgCheck" + wanted.vpgs();
  }
}
