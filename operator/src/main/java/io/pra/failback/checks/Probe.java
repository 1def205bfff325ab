package io.pra.failback.checks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A question to another system that is safe to ask at any time and any number of times. Probes are
 * values: two that ask the same are equal.
 */
public interface Probe {
  /**
   * One attempt. Holds no thread while it waits.
   *
   * @param timeout bound of the whole attempt: name look-up, connection, answer and body
   * @return completes within the timeout, never exceptionally
   */
  CompletableFuture<ProbeResult> attempt(Network network, Duration timeout);
}
