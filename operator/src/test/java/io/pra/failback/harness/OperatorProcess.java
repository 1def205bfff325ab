package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged operator as a process of its own, which can be killed at any moment. */
public final class OperatorProcess implements OperatorUnderTest {
  private static final Pattern PORT = Pattern.compile("endpointsPort=(\\d+)");

  private final Path log;
  private final String instance;
  private final Path kubeconfig;
  private int leaseSeconds = 4;
  private String javaOptions = "";
  private String logLevel = "info";
  private Process process;

  public OperatorProcess() {
    this("operator-under-test");
  }

  /** One of several replicas, by the name that it has in the lease. */
  public OperatorProcess(String instance) {
    this(instance, Lab.shared().info().kubeconfigs().get("operator"));
  }

  /** One that goes another way to the API server. */
  public OperatorProcess(String instance, Path kubeconfig) {
    this.instance = instance;
    this.kubeconfig = kubeconfig;
    try {
      log = Files.createTempFile(Lab.root().resolve("operator/target"), "operator-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start(String namespace) {
    launch(namespace);
    await("the operator's process is up").until(() -> port() > 0);
  }

  /** Starts it, and does not wait until it is up. */
  public void launch(String namespace) {
    ProcessBuilder builder =
        Launcher.command(
                "--namespaces=" + namespace,
                "--instance=" + instance,
                "--lease-seconds=" + leaseSeconds,
                "--log-level=" + logLevel,
                "--allow-unguarded-approvals",
                "--listen=127.0.0.1:0")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("JAVA_OPTS", javaOptions);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
  }

  @Override
  public void stop() {
    end(false);
  }

  @Override
  public void kill() {
    end(true);
  }

  /** How long its successor waits for it when it is killed. */
  public OperatorProcess withLease(int seconds) {
    leaseSeconds = seconds;
    return this;
  }

  /** All of it, and of its libraries, says all that it can. */
  public OperatorProcess atTrace() {
    logLevel = "trace";
    javaOptions = "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace";
    return this;
  }

  /** Takes its processor away, as a stopped virtual machine or a full node would. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -%s: %d".formatted(name, code));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** By what name it is known. */
  public String instance() {
    return instance;
  }

  /** What it has said so far. */
  public String said() {
    return output();
  }

  private void end(boolean forcibly) {
    if (process == null) {
      return;
    }
    if (forcibly) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    try {
      if (!process.waitFor(LivePlan.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the operator's process does not end: " + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    process = null;
  }

  @Override
  public String get(String path) {
    return Endpoints.get(port(), path);
  }

  private int port() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the operator has ended: " + output());
    }
    Matcher matcher = PORT.matcher(output());
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
