package io.pra.failback.faults;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.OperatorUnderTest;
import io.pra.failback.lab.Lab;
import java.nio.file.Path;

/** One operator of many lives: each is a process, and begins where the one before was killed. */
final class Lives implements OperatorUnderTest {
  /**
   * Every so many-th time the next life has to wait until the dead one's lease runs out; the other
   * times nobody has to look on for two seconds. ReplicaFaultsIT is about that wait.
   */
  private static final int LEASE_RUNS_OUT = 8;

  private final Path kubeconfig;
  private String namespace;
  private OperatorProcess life;
  private int number;

  Lives(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /** Begins the first, and does not wait for it. */
  @Override
  public synchronized void start(String where) {
    namespace = where;
    begin();
  }

  /** Kills the one there is; when this returns, the next has begun. */
  synchronized void next() {
    life.kill();
    if (!leaseRunsOut()) {
      vacateLease();
    }
    begin();
  }

  private void begin() {
    number++;
    life = new OperatorProcess("life-" + number, kubeconfig).withLease(leaseRunsOut() ? 2 : 10);
    life.launch(namespace);
  }

  private boolean leaseRunsOut() {
    return number % LEASE_RUNS_OUT == 0;
  }

  /** What the lease of a dead process comes to by itself. */
  private void vacateLease() {
    Resource<Lease> lease =
        Lab.shared().admin().leases().inNamespace(namespace).withName("failback-operator");
    if (lease.get() != null) {
      lease.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"\"}}");
    }
  }

  @Override
  public void stop() {
    kill();
  }

  @Override
  public synchronized void kill() {
    life.kill();
  }

  @Override
  public synchronized String get(String path) {
    return life.get(path);
  }
}
