package io.pra.failback.gitops;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.pra.failback.checks.Peer;
import io.pra.failback.lab.FreePort;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A real Argo CD, without its user interface: application controller, repository server and Redis,
 * with the settings of {@code deploy/argocd}. Its metrics listen on every interface, so it is to be
 * run in a network namespace: {@code make test-argocd} does.
 */
final class ArgoCd implements AutoCloseable {
  private static final String NAMESPACE = "argocd";
  private static final ResourceDefinitionContext APPLICATIONS =
      new ResourceDefinitionContext.Builder()
          .withGroup("argoproj.io")
          .withVersion("v1alpha1")
          .withKind("Application")
          .withPlural("applications")
          .withNamespaced(true)
          .build();

  private final Lab lab = Lab.shared();
  private final Path folder;
  private final String program;
  private final List<Process> processes = new ArrayList<>();
  private Peer redis;

  /**
   * Starts it.
   *
   * @param folder for what it writes
   */
  ArgoCd(Path folder) throws IOException {
    this.folder = folder;
    List<String> built = Lab.built("argocd");
    program = built.get(0);
    Path manifests = Path.of(built.get(1));
    kubectl("", "create", "namespace", NAMESPACE);
    kubectl("", "apply", "--server-side", "-k", manifests.resolve("crds").toString());
    await("Argo CD's kinds are served")
        .atMost(Duration.ofSeconds(60))
        .until(() -> lab.kubectl("", NAMESPACE, "get", "applications,appprojects").exitCode() == 0);
    kubectl("", "apply", "-f", manifests.resolve("base/config/argocd-cm.yaml").toString());
    kubectl(
        "",
        "patch",
        "configmap",
        "argocd-cm",
        "--patch-file",
        Lab.root().resolve("deploy/argocd/argocd-cm.yaml").toString());
    kubectl(
        "", "create", "secret", "generic", "argocd-secret", "--from-literal=server.secretkey=x");
    kubectl(
        "",
        "label",
        "configmap/argocd-cm",
        "secret/argocd-secret",
        "app.kubernetes.io/part-of=argocd",
        "--overwrite");
    kubectl(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: default}
        spec:
          sourceRepos: ["*"]
          destinations: [{namespace: "*", server: "*"}]
          clusterResourceWhitelist: [{group: "*", kind: "*"}]
        """,
        "apply",
        "-f",
        "-");
    start();
  }

  private void start() throws IOException {
    int redisPort = FreePort.find();
    redis =
        Peer.start(
            folder,
            redisPort,
            Peer.program("redis-server", "redis-server"),
            "--port",
            "" + redisPort,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            folder.toString());
    String redisAddress = "127.0.0.1:" + redisPort;
    String repositories = "127.0.0.1:" + FreePort.find();
    run(
        "argocd-repo-server",
        "--redis",
        redisAddress,
        "--disable-tls",
        "--address",
        "127.0.0.1",
        "--port",
        repositories.split(":", -1)[1],
        "--metrics-port",
        "" + FreePort.find());
    run(
        "argocd-application-controller",
        "--redis",
        redisAddress,
        "--repo-server",
        repositories,
        "--repo-server-plaintext",
        "--namespace",
        NAMESPACE,
        "--metrics-port",
        "" + FreePort.find(),
        "--app-resync",
        "5",
        "--status-processors",
        "2",
        "--operation-processors",
        "2");
  }

  private void run(String server, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(server + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "ARGOCD_BINARY_NAME",
                server,
                "ARGOCD_FAKE_IN_CLUSTER",
                "true",
                "ARGOCD_GPG_ENABLED",
                "false",
                "ARGOCD_RECONCILIATION_JITTER",
                "0",
                "KUBECONFIG",
                lab.info().kubeconfig().toString(),
                "KUBERNETES_CERTS_CLIENT_KEY_ALGO",
                "EC",
                "HOME",
                folder.toString(),
                "TMPDIR",
                folder.toString()));
    // It calls kubectl by that name.
    builder
        .environment()
        .merge("PATH", "", (path, none) -> lab.info().kubectl().getParent() + ":" + path);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    processes.add(process);
  }

  /** Keeps a folder of the repository in a namespace, with self-heal and prune. */
  Application keeps(String name, GitRepository repository, String path, String namespace) {
    GenericKubernetesResource application = new GenericKubernetesResource();
    application.setApiVersion("argoproj.io/v1alpha1");
    application.setKind("Application");
    application.setMetadata(
        new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
            .withName(name)
            .withNamespace(NAMESPACE)
            .withAnnotations(example().getMetadata().getAnnotations())
            // Deleting the application deletes what it has brought.
            .withFinalizers("resources-finalizer.argocd.argoproj.io")
            .build());
    Map<String, Object> spec = shipped();
    spec.put("source", Map.of("repoURL", repository.url(), "targetRevision", "main", "path", path));
    spec.put(
        "destination", Map.of("server", "https://kubernetes.default.svc", "namespace", namespace));
    application.setAdditionalProperty("spec", spec);
    lab.admin().resource(application).create();
    return new Application(name);
  }

  /** The spec of the example in {@code deploy/argocd}. */
  private static Map<String, Object> shipped() {
    Map<String, Object> spec = new LinkedHashMap<>();
    Map<?, ?> given = (Map<?, ?>) example().getAdditionalProperties().get("spec");
    given.forEach((key, value) -> spec.put((String) key, value));
    return spec;
  }

  private static GenericKubernetesResource example() {
    try {
      return new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
          .unmarshal(
              Files.readString(Lab.root().resolve("deploy/argocd/application.yaml")),
              GenericKubernetesResource.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kubectl(String input, String... arguments) {
    Lab.Kubectl done = lab.kubectl(input, NAMESPACE, arguments);
    if (done.exitCode() != 0) {
      throw new IllegalStateException(done.output());
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    if (redis != null) {
      redis.close();
    }
  }

  /** What Argo CD says of an application. */
  final class Application {
    private final String name;

    private Application(String name) {
      this.name = name;
    }

    private GenericKubernetesResource now() {
      return lab.admin()
          .genericKubernetesResources(APPLICATIONS)
          .inNamespace(NAMESPACE)
          .withName(name)
          .get();
    }

    String health() {
      return Objects.toString(now().get("status", "health", "status"));
    }

    String sync() {
      return Objects.toString(now().get("status", "sync", "status"));
    }

    /** Waits for a health, with what is in Git synced. */
    void awaitHealth(String health) {
      try {
        await("application %s is Synced and %s".formatted(name, health))
            .atMost(Duration.ofSeconds(60))
            .until(() -> sync().equals("Synced") && health().equals(health));
      } catch (org.awaitility.core.ConditionTimeoutException e) {
        throw new AssertionError(
            "it is %s and %s: %s".formatted(sync(), health(), now().get("status", "conditions")),
            e);
      }
    }

    /** Looks into Git now, and does not wait for the next time. */
    void refreshes() {
      kubectl(
          "",
          "annotate",
          "application/" + name,
          "argocd.argoproj.io/refresh=normal",
          "--overwrite");
    }

    /** Deletes it with all that it has brought. */
    void deletes() {
      kubectl("", "delete", "application/" + name, "--wait=false");
      await("application %s is gone".formatted(name))
          .atMost(Duration.ofSeconds(60))
          .until(() -> now() == null);
    }
  }
}
