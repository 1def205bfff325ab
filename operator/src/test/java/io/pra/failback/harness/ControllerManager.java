package io.pra.failback.harness;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
                  program(),
                  "--kubeconfig=" + Lab.shared().info().kubeconfig(),
                  "--controllers=job-controller,serviceaccount-controller,garbage-collector-controller",
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

  /** Built where it is not yet: minutes. */
  private static String program() throws IOException {
    Process lab =
        new ProcessBuilder(Lab.root().resolve("examples/lab/lab").toString(), "controllers")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path = new String(lab.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (path.isEmpty()) {
      throw new IllegalStateException("there is no kube-controller-manager");
    }
    return path;
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
