package io.pra.failback.checks;

import io.pra.failback.api.Check;
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
  /** What the operator looks at itself. Empty if a person decides. */
  public static Optional<RunningCheck> of(Check check) {
    return Probes.of(check)
        .map(
            probe ->
                new RunningCheck(
                    check.id(),
                    probe,
                    Duration.ofSeconds(check.intervalSeconds()),
                    Duration.ofSeconds(check.timeoutSeconds())));
  }
}
