package io.pra.failback.harness;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Kubernetes' own controllers of Jobs, of the service accounts that their pods need, and of what is
 * left behind by what was deleted, at the API server of the lab. They listen nowhere.
 */
public final class ControllerManager implements AutoCloseable {
  private final Process process;

  public ControllerManager() {
    Path log = Lab.root().resolve("operator/target/kube-controller-manager.log");
    try {
      process =
          new ProcessBuilder(
                  Lab.built("controllers").get(0),
                  "--kubeconfig=" + Lab.shared().info().kubeconfig(),
                  "--controllers=job-controller,serviceaccount-controller,garbage-collector-controller,"
                      + "validatingadmissionpolicy-status-controller",
                  "--leader-elect=false",
                  "--secure-port=0")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
