package io.pra.failback.lab;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pra.failback.api.ApiJson;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lab that the tests of this JVM share: two simulated vCenters and a real API server in which
 * the CRDs are installed. It is started by the first that asks and ends with the JVM, because its
 * standard input does. A test class works in a namespace of its own.
 */
public final class Lab {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static Lab shared;

  private final LabInfo info;

  // The lab ends when this closes: held so that it is not collected, and closed, before the JVM
  // ends.
  @SuppressWarnings("unused")
  private final OutputStream lifeline;

  private final KubernetesClient admin;

  private Lab(LabInfo info, OutputStream lifeline) {
    this.info = info;
    this.lifeline = lifeline;
    this.admin = client("admin");
  }

  /** The shared lab, started if it is not yet up: seconds, or minutes where nothing is built. */
  public static synchronized Lab shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** The root of the checkout. */
  public static Path root() {
    return Path.of(System.getProperty("failback.root", "..")).toAbsolutePath().normalize();
  }

  /**
   * Has the lab's command build what only some tests need: minutes where it is not built yet.
   *
   * @return what it prints: where the program is, first
   */
  public static List<String> built(String what) {
    try {
      Process lab =
          new ProcessBuilder(root().resolve("examples/lab/lab").toString(), what)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      List<String> lines = lab.inputReader(StandardCharsets.UTF_8).lines().toList();
      if (lab.waitFor() != 0) {
        throw new IllegalStateException("lab %s failed".formatted(what));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in the lab", e);
    }
  }

  public LabInfo info() {
    return info;
  }

  /** The client of the administrator, shared: not to be closed. */
  public KubernetesClient admin() {
    return admin;
  }

  /** A new client of a user of {@link LabInfo#kubeconfigs}; the caller closes it. */
  public KubernetesClient client(String user) {
    Config config = Config.fromKubeconfig(info.kubeconfigs().get(user).toFile());
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(ApiJson.serialization())
        .build();
  }

  /** Creates a namespace that no other test has. */
  public String newNamespace(String prefix) {
    String name = prefix + "-" + NAMESPACES.incrementAndGet();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /**
   * Runs kubectl as the administrator.
   *
   * @param input for its standard input, as {@code -f -} reads it
   */
  public Kubectl kubectl(String input, String namespace, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(info.kubectl().toString());
    command.add("--kubeconfig=" + info.kubeconfig());
    command.add("--cache-dir=" + info.dir() + ".kubectl-cache");
    command.add("--namespace=" + namespace);
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
        writer.write(input);
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Kubectl(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in kubectl", e);
    }
  }

  /**
   * What kubectl did.
   *
   * @param exitCode 0 for done
   * @param output standard output and error
   */
  public record Kubectl(int exitCode, String output) {}

  private static Lab start() {
    Path dir = root().resolve("operator/target/lab-" + ProcessHandle.current().pid());
    Path log = Path.of(dir + ".log");
    try {
      Files.createDirectories(log.getParent());
      Process process =
          new ProcessBuilder(
                  root().resolve("examples/lab/lab").toString(),
                  "up",
                  "--until-stdin-closes",
                  "--dir",
                  dir.toString())
              .redirectError(new File(log.toString()))
              .start();
      BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
      String ready = reader.readLine();
      if (ready == null) {
        throw new IllegalStateException("the lab did not start, see " + log);
      }
      Lab lab =
          new Lab(new ObjectMapper().readValue(ready, LabInfo.class), process.getOutputStream());
      lab.installCrds();
      return lab;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void installCrds() {
    String crds = root().resolve("crds").toString();
    expectDone(kubectl("", "default", "apply", "--server-side", "-f", crds));
    // Once more where kubectl gives up at once: on a CRD that has no conditions yet.
    await("the CRDs are established")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                kubectl(
                            "",
                            "default",
                            "wait",
                            "--for=condition=Established",
                            "--timeout=30s",
                            "-f",
                            crds)
                        .exitCode()
                    == 0);
  }

  private static void expectDone(Kubectl kubectl) {
    if (kubectl.exitCode() != 0) {
      throw new IllegalStateException(kubectl.output());
    }
  }
}
