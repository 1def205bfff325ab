package io.pra.failback.checks;

import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.ReadinessCheck;
import io.pra.failback.api.TcpProbe;
import java.time.Duration;
import java.util.Optional;

/**
 * A check that should be running.
 *
 * @param id unique in the plan
 * @param interval pause between the end of an attempt and the next
 * @param timeout bound of one attempt
 */
public record RunningCheck(String id, Probe probe, Duration interval, Duration timeout) {
  /** The check of a wave. Empty if it has no kind. */
  public static Optional<RunningCheck> of(ReadinessCheck check) {
    return probe(check.tcp(), check.http())
        .map(p -> of(check.id(), p, check.intervalSeconds(), check.timeoutSeconds()));
  }

  /** The check of a checklist item. Empty if a person decides it. */
  public static Optional<RunningCheck> of(ChecklistItem item) {
    return probe(item.tcp(), item.http())
        .map(p -> of(item.id(), p, item.intervalSeconds(), item.timeoutSeconds()));
  }

  private static Optional<Probe> probe(TcpProbe tcp, HttpProbe http) {
    if (tcp != null) {
      return Optional.of(new TcpConnect(tcp));
    }
    return Optional.ofNullable(http).map(HttpGet::new);
  }

  private static RunningCheck of(String id, Probe probe, int interval, int timeout) {
    return new RunningCheck(
        id, probe, Duration.ofSeconds(interval), Duration.ofSeconds(Math.max(1, timeout)));
  }
}
