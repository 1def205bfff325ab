package io.pra.failback.harness;

import io.fabric8.kubernetes.client.Config;
import io.pra.failback.RunningOperator;
import io.pra.failback.Settings;
import io.pra.failback.kubernetes.ApiServer;
import io.pra.failback.lab.Lab;
import io.pra.failback.leader.LeaseSettings;
import io.pra.failback.vsphere.yavijava.YavijavaConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** The operator within this JVM, as the service account that it has in a cluster: starts fast. */
public final class OperatorInJvm implements OperatorUnderTest {
  private final Path kubeconfig;
  private final Clock clock;
  private ApiServer apiServer;
  private RunningOperator running;
  private boolean guardedApprovals;

  public OperatorInJvm() {
    this(Lab.shared().info().kubeconfigs().get("operator"));
  }

  /** One that goes another way to the API server. */
  public OperatorInJvm(Path kubeconfig) {
    this(kubeconfig, Clock.systemUTC());
  }

  /** One on a machine with a clock that may leap. */
  public OperatorInJvm(Clock wall) {
    this(Lab.shared().info().kubeconfigs().get("operator"), wall);
  }

  private OperatorInJvm(Path kubeconfig, Clock clock) {
    this.kubeconfig = kubeconfig;
    this.clock = clock;
  }

  /** Refuses approvals while the policies of {@code deploy/policy} are not installed. */
  public OperatorInJvm withGuardedApprovals() {
    guardedApprovals = true;
    return this;
  }

  @Override
  public void start(String namespace) {
    apiServer = ApiServer.open(Config.fromKubeconfig(kubeconfig.toFile()), System::nanoTime);
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
                      Duration.ofSeconds(4)),
                  guardedApprovals),
              apiServer,
              new YavijavaConnector(),
              "test",
              clock,
              System::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it serves, on the loopback address. */
  public int port() {
    return running.endpointsPort();
  }

  @Override
  public void stop() {
    if (running != null) {
      running.close();
      running = null;
      apiServer.close();
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
