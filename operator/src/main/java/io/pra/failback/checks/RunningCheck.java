package io.pra.failback.checks;

import io.pra.failback.api.Check;
import io.pra.failback.api.ZertoSpec;
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
  /**
   * What the operator looks at itself. Empty if a person decides.
   *
   * @param zerto the ZVMs of the plan; null if it names none
   */
  public static Optional<RunningCheck> of(Check check, ZertoSpec zerto) {
    return Probes.of(check, zerto)
        .map(
            probe ->
                new RunningCheck(
                    check.id(),
                    probe,
                    Duration.ofSeconds(check.intervalSeconds()),
                    Duration.ofSeconds(check.timeoutSeconds())));
  }
}
