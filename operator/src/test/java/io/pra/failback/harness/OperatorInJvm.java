package io.pra.failback.harness;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.RunningOperator;
import io.pra.failback.Settings;
import io.pra.failback.lab.Lab;
import io.pra.failback.leader.LeaseSettings;
import io.pra.failback.vsphere.yavijava.YavijavaConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** The operator within this JVM, as the service account that it has in a cluster: starts fast. */
public final class OperatorInJvm implements OperatorUnderTest {
  private KubernetesClient client;
  private RunningOperator running;

  @Override
  public void start(String namespace) {
    client = Lab.shared().client("operator");
    try {
      running =
          new RunningOperator(
              new Settings(
                  Set.of(namespace),
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  "operator-under-test",
                  new LeaseSettings(
                      namespace,
                      "failback-operator",
                      "operator-under-test_" + UUID.randomUUID(),
                      Duration.ofSeconds(4))),
              client,
              new YavijavaConnector(),
              "test",
              Clock.systemUTC(),
              System::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (running != null) {
      running.close();
      running = null;
      client.close();
    }
  }

  @Override
  public void kill() {
    stop();
  }

  @Override
  public String get(String path) {
    return Endpoints.get(running.endpointsPort(), path);
  }
}
