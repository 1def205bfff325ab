package io.pra.failback.checks;

import io.pra.failback.api.GuestHeartbeatProbe;
import io.pra.failback.api.Side;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.GuestTools.Heartbeat;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Passes when every VM runs and its Tools report a green heartbeat. */
record GuestHeartbeat(GuestHeartbeatProbe wanted) implements Probe {
  /** So many are named; of a site that has just booted all would be. */
  private static final int NAMED = 3;

  private static final int LONGEST_REASON = 200;

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    String vCenter =
        "the vCenter of the %s site"
            .formatted(wanted.site() == Side.Primary ? "primary" : "recovery");
    return network
        .guests()
        .read(wanted.site(), wanted.virtualMachines(), timeout)
        .thenApply(this::judge)
        .exceptionally(failure -> ProbeResult.inconclusive(words(failure, vCenter, timeout)));
  }

  private static String words(Throwable failure, String vCenter, Duration timeout) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof GuestsUnavailableException
        ? PlainText.of(cause.getMessage(), LONGEST_REASON)
        : Failure.of(failure).message(vCenter, timeout);
  }

  ProbeResult judge(List<GuestSource.Guest> guests) {
    if (guests.isEmpty()) {
      return ProbeResult.wrongAnswer(
          "no VM of the plan matches "
              + PlainText.of(String.join(", ", wanted.virtualMachines()), LONGEST_REASON));
    }
    List<String> wrong =
        guests.stream().map(GuestHeartbeat::complaint).flatMap(Optional::stream).toList();
    if (wrong.isEmpty()) {
      return ProbeResult.passed("heartbeat of %d VM(s) is green".formatted(guests.size()));
    }
    String more = wrong.size() > NAMED ? "; and %d more".formatted(wrong.size() - NAMED) : "";
    return ProbeResult.wrongAnswer(
        wrong.stream().limit(NAMED).collect(Collectors.joining("; ")) + more);
  }

  private static Optional<String> complaint(GuestSource.Guest guest) {
    return complaint(guest.tools()).map(what -> PlainText.of(guest.name(), 80) + ": " + what);
  }

  private static Optional<String> complaint(Optional<GuestTools> known) {
    if (known.isEmpty()) {
      return Optional.of("cannot be told for certain");
    }
    GuestTools tools = known.get();
    if (tools.powerState() != PowerState.POWERED_ON) {
      return Optional.of(
          switch (tools.powerState()) {
            case SUSPENDED -> "is suspended";
            case POWERED_OFF -> "is powered off";
            default -> "its power state is not known";
          });
    }
    if (!tools.installed()) {
      return Optional.of("VMware Tools are not installed");
    }
    if (!tools.running()) {
      return Optional.of("VMware Tools do not run");
    }
    return tools.heartbeat() == Heartbeat.GREEN
        ? Optional.empty()
        : Optional.of("heartbeat is " + tools.heartbeat().name().toLowerCase(Locale.ROOT));
  }
}
