package io.pra.failback.checks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes attempts as a runner would, and fails the test when one outlives its bound. */
final class Attempts implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final Duration SHORT = Duration.ofMillis(500);

  final TestSecrets secrets = new TestSecrets();
  final FakeObjects objects = new FakeObjects();
  private final Uplink uplink =
      new Uplink("test", secrets, GuestSource.NONE, objects, System::nanoTime, null);

  ProbeResult of(Probe probe) throws Exception {
    return of(probe, TIMEOUT);
  }

  ProbeResult of(Probe probe, Duration timeout) throws Exception {
    return probe.attempt(network(), timeout).get(timeout.toMillis() + 3_000, TimeUnit.MILLISECONDS);
  }

  Network network() {
    return uplink.network("default/erp");
  }

  @Override
  public void close() {
    uplink.close();
  }
}
