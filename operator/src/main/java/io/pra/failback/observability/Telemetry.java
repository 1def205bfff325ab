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
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Series series = new Series(registry);
  private final GuardTelemetry guard = new GuardTelemetry(series);
  private final PlanTelemetry plans = new PlanTelemetry(series);
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

  /** Whether this process orchestrates; its guards guard in any case. */
  public void leader(boolean leads) {
    series.set(
        "failback_leader",
        "1 if this process orchestrates, 0 if it only guards.",
        Tags.empty(),
        leads ? 1 : 0);
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
