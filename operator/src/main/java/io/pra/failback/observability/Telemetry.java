package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * The metrics of the operator; {@code docs/metrics.md} lists them. Safe for all threads, cheap, and
 * never throws to who tells.
 */
public final class Telemetry implements AutoCloseable {
  private static final String CLOCK_STEPS = "failback_clock_steps";
  private static final String CLOCK_STEPS_HELP =
      "How often the clock of the operator's machine, or the API server's, has leapt.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Series series = new Series(registry);
  private final GuardTelemetry guard = new GuardTelemetry(series);
  private final PlanTelemetry plans = new PlanTelemetry(series);
  private final ReportTelemetry reports = new ReportTelemetry(series);
  private final KubernetesTelemetry kubernetes = new KubernetesTelemetry(series);
  private final SiteTelemetry sites;
  private JvmGcMetrics garbageCollection;

  /**
   * Metrics without any series of a site or plan yet.
   *
   * @param version of the operator
   * @param clock for the times that are exported
   * @param nanoTime a monotonic clock, in nanoseconds, for lags
   */
  public Telemetry(String version, Clock clock, LongSupplier nanoTime) {
    this.sites = new SiteTelemetry(series, guard, clock, nanoTime);
    Info.builder()
        .name("failback_build_info")
        .help("What runs: always 1.")
        .labelNames("version", "java")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(version, System.getProperty("java.specification.version"));
  }

  public GuardTelemetry guard() {
    return guard;
  }

  public SiteTelemetry sites() {
    return sites;
  }

  public PlanTelemetry plans() {
    return plans;
  }

  public ReportTelemetry reports() {
    return reports;
  }

  /** Whether this process orchestrates; its guards guard in any case. */
  public void leader(boolean leads) {
    series.set(
        "failback_leader",
        "1 if this process orchestrates, 0 if it only guards.",
        Tags.empty(),
        leads ? 1 : 0);
  }

  /** How far two clocks are ahead of the time that decisions go by; NaN for not known. */
  public void clocks(double wallAheadSeconds, double serverAheadSeconds) {
    series.set(
        "failback_clock_wall_ahead_seconds",
        "How far the clock of the operator's machine is ahead of the time that decisions go by.",
        Tags.empty(),
        wallAheadSeconds);
    series.set(
        "failback_clock_api_server_ahead_seconds",
        "How far the API server's clock is ahead of the time that decisions go by.",
        Tags.empty(),
        serverAheadSeconds);
    series.add(CLOCK_STEPS, CLOCK_STEPS_HELP, Tags.empty(), 0);
  }

  /** A clock has leapt. */
  public void clockStepped() {
    series.add(CLOCK_STEPS, CLOCK_STEPS_HELP, Tags.empty(), 1);
  }

  public KubernetesTelemetry kubernetes() {
    return kubernetes;
  }

  /** Whether the policy that lets only approvers approve is installed in the cluster. */
  public void approvalPolicyInstalled(boolean installed) {
    series.set(
        "failback_approval_policy_installed",
        "1 if the admission policy for approvals is installed.",
        Tags.empty(),
        installed ? 1 : 0);
  }

  /** All series in the text format of Prometheus. */
  public String scrape() {
    bindProcess();
    return registry.scrape();
  }

  /** With the first scrape, not with the start: loading these classes would delay the guard. */
  private synchronized void bindProcess() {
    if (garbageCollection != null) {
      return;
    }
    garbageCollection = new JvmGcMetrics();
    garbageCollection.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public synchronized void close() {
    if (garbageCollection != null) {
      garbageCollection.close();
    }
    registry.close();
  }
}
