package io.pra.failback;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.kubernetes.ApiServer;
import io.pra.failback.leader.LeaseSettings;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.yavijava.YavijavaConnector;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The operator's program: the only wiring, the only reader of the environment and of the system
 * clock.
 */
@Command(
    name = "failback-operator",
    mixinStandardHelpOptions = true,
    versionProvider = FailbackOperator.Version.class,
    sortOptions = false,
    description = {
      "Keeps the VMs of a primary vSphere site suspended after a failback until people approve,",
      "then brings them up in order and stops the recovery site.",
      "",
      "The Kubernetes API server is the one of KUBECONFIG, of ~/.kube/config or of the pod."
    })
public final class FailbackOperator implements Callable<Integer> {
  @Option(
      names = "--namespaces",
      split = ",",
      defaultValue = "${env:FAILBACK_NAMESPACES}",
      description = "Namespaces to watch, separated by commas; all if absent. FAILBACK_NAMESPACES.")
  private List<String> namespaces;

  @Option(
      names = "--listen",
      defaultValue = "${env:FAILBACK_LISTEN:-0.0.0.0:8080}",
      description =
          "Address of /metrics, /healthz and /readyz; port 0 for any. FAILBACK_LISTEN."
              + " Default: 0.0.0.0:8080.")
  private String listen;

  @Option(
      names = "--log-level",
      defaultValue = "${env:FAILBACK_LOG_LEVEL:-info}",
      description = "error, warn, info, debug or trace. FAILBACK_LOG_LEVEL. Default: info.")
  private String logLevel;

  @Option(
      names = "--instance",
      defaultValue = "${env:POD_NAME}",
      description = "Names this process in Events; the host's name if absent. POD_NAME.")
  private String instance;

  @Option(
      names = "--lease",
      paramLabel = "[NAMESPACE/]NAME",
      defaultValue = "${env:FAILBACK_LEASE:-failback-operator}",
      description =
          "The Lease by which replicas agree on the one that orchestrates; the others guard."
              + " The namespace, if absent, is that of the pod (POD_NAMESPACE), the first of"
              + " --namespaces, or the one of the kubeconfig. FAILBACK_LEASE."
              + " Default: failback-operator.")
  private String lease;

  @Option(
      names = "--lease-seconds",
      defaultValue = "${env:FAILBACK_LEASE_SECONDS:-10}",
      description =
          "How long the others wait for a silent leader before one of them takes over; the same"
              + " for all replicas. FAILBACK_LEASE_SECONDS. Default: 10.")
  private int leaseSeconds;

  @Option(
      names = "--allow-unguarded-approvals",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:FAILBACK_ALLOW_UNGUARDED_APPROVALS:-false}",
      description =
          "Approvals count although the policies of deploy/policy are absent or changed, and"
              + " whoever may patch a plan may approve in any name."
              + " FAILBACK_ALLOW_UNGUARDED_APPROVALS=true.")
  private boolean allowUnguardedApprovals;

  /**
   * Read while the command line is, and while what a vCenter needs is loaded: all three are slow.
   */
  private final FutureTask<Config> kubeconfig = new FutureTask<>(() -> new ConfigBuilder().build());

  /** Says which build this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"failback-operator " + version()};
    }
  }

  private static String version() {
    String version = FailbackOperator.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  public static void main(String[] args) {
    FailbackOperator operator = new FailbackOperator();
    beside("read-kubeconfig", operator.kubeconfig);
    beside("warm-up", YavijavaConnector::warmUp);
    CommandLine program = new CommandLine(operator);
    program.setExecutionExceptionHandler(
        (e, line, parsed) -> {
          LoggerFactory.getLogger(FailbackOperator.class)
              .error("event=StartFailed cause=\"{}\"", PlainText.of(words(e), 500));
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(program.execute(args));
  }

  private static void beside(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The outermost message says what failed, the innermost why. */
  private static String words(Throwable e) {
    String why = "";
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
    return why.isEmpty() ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + why;
  }

  @Override
  public Integer call() throws Exception {
    System.setProperty("org.slf4j.simpleLogger.log.io.pra.failback", logLevel);
    requireKubeconfig();
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (ApiServer apiServer = ApiServer.open(kubeconfig.get(), System::nanoTime);
        RunningOperator operator =
            new RunningOperator(
                settings(apiServer.client()),
                apiServer,
                new YavijavaConnector(),
                version(),
                Clock.systemUTC(),
                System::nanoTime)) {
      Logger log = LoggerFactory.getLogger(FailbackOperator.class);
      log.info(
          "event=Started version={} apiServer={} namespaces={} endpointsPort={}",
          version(),
          apiServer.client().getMasterUrl(),
          watched().isEmpty() ? "all" : watched(),
          operator.endpointsPort());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, stopped), "stop"));
      stop.await();
      log.info("event=Stopping");
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /** Keeps the JVM alive until everything is closed, but not for ever. */
  private static void stop(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      boolean unused = stopped.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A KUBECONFIG that names no file would be passed over in silence, and another cluster be served.
   */
  private static void requireKubeconfig() {
    String files = System.getenv("KUBECONFIG");
    if (files == null || files.isEmpty()) {
      return;
    }
    boolean any =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(files)
            .anyMatch(file -> Files.isReadable(Path.of(file)));
    if (any) {
      return;
    }
    throw new CommandLine.PicocliException("KUBECONFIG names no readable file: " + files);
  }

  private Settings settings(KubernetesClient client) throws UnknownHostException {
    return new Settings(
        watched(), address(listen), name(), leaseSettings(client), !allowUnguardedApprovals);
  }

  /** Two processes on one host must not take each other for themselves: hence the random part. */
  private LeaseSettings leaseSettings(KubernetesClient client) throws UnknownHostException {
    String identity = name() + "_" + UUID.randomUUID();
    int slash = lease.indexOf('/');
    String namespace = slash >= 0 ? lease.substring(0, slash) : leaseNamespace(client);
    return new LeaseSettings(
        namespace, lease.substring(slash + 1), identity, Duration.ofSeconds(leaseSeconds));
  }

  private String leaseNamespace(KubernetesClient client) {
    String pod = System.getenv("POD_NAMESPACE");
    if (pod != null && !pod.isEmpty()) {
      return pod;
    }
    return watched().stream()
        .findFirst()
        .orElse(client.getNamespace() == null ? "default" : client.getNamespace());
  }

  private Set<String> watched() {
    Set<String> watched = new LinkedHashSet<>();
    if (namespaces != null) {
      namespaces.stream().map(String::trim).filter(n -> !n.isEmpty()).forEach(watched::add);
    }
    return watched;
  }

  private String name() throws UnknownHostException {
    return instance == null || instance.isEmpty()
        ? InetAddress.getLocalHost().getHostName()
        : instance;
  }

  private static InetSocketAddress address(String listen) {
    int colon = listen.lastIndexOf(':');
    if (colon < 0) {
      throw new CommandLine.PicocliException("--listen is HOST:PORT, as in 0.0.0.0:8080");
    }
    return new InetSocketAddress(
        listen.substring(0, colon), Integer.parseInt(listen.substring(colon + 1)));
  }
}
