package io.pra.failback;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.pra.failback.clock.ClockWatch;
import io.pra.failback.clock.SteadyClock;
import io.pra.failback.kubernetes.ApiServer;
import io.pra.failback.kubernetes.WatchPulse;
import io.pra.failback.leader.Leadership;
import io.pra.failback.observability.Events;
import io.pra.failback.observability.Health;
import io.pra.failback.observability.HttpEndpoints;
import io.pra.failback.observability.Telemetry;
import io.pra.failback.reconcile.Controllers;
import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.VCenterConnector;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/** The operator while it runs. The way to the API server is the caller's to close. */
public final class RunningOperator implements AutoCloseable {

  private final Telemetry telemetry;
  private final Events events;
  private final Leadership leadership;
  private final Controllers controllers;
  private final Operator operator;
  private final WatchPulse pulse;
  private final HttpEndpoints endpoints;
  private final ClockWatch clocks;

  /**
   * Starts it.
   *
   * @param wall what the machine takes the time to be; decisions go by a {@link SteadyClock}
   * @param nanos a monotonic clock, in nanoseconds
   * @throws IOException if the endpoints' address cannot be bound
   */
  public RunningOperator(
      Settings settings,
      ApiServer apiServer,
      VCenterConnector connector,
      String version,
      Clock wall,
      LongSupplier nanos)
      throws IOException {
    KubernetesClient client = apiServer.client();
    SteadyClock clock = new SteadyClock(wall, nanos, apiServer.time()::now);
    this.telemetry = new Telemetry(version, clock, nanos);
    this.events = new Events(client, settings.instance(), clock, nanos);
    telemetry.kubernetes().eventsWaiting(events::waiting);
    this.leadership = new Leadership(client, settings.lease(), clock, nanos);
    this.controllers =
        new Controllers(
            client,
            settings.namespaces(),
            settings.guardedApprovals(),
            connector,
            leadership,
            telemetry,
            events,
            clock,
            nanos);
    this.operator =
        new Operator(
            config ->
                config
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withExecutorService(reconcilers())
                    .withStopOnInformerErrorDuringStartup(true)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5)));
    controllers.register(operator);
    this.pulse =
        new WatchPulse(controllers.watched(), apiServer.watches(), telemetry.kubernetes(), nanos);
    this.endpoints =
        new HttpEndpoints(settings.endpoints(), telemetry::scrape, Health::good, this::readiness);
    this.clocks = new ClockWatch(clock, controllers.clocks()::read, controllers.clocks()::stepped);
    operator.start();
    clocks.start();
    leadership.start(this::leads);
  }

  private void leads() {
    telemetry.leader(leadership.term() != Leadership.NONE);
    controllers.wakeAll();
  }

  /**
   * A thread for each object that is being reconciled, and none for long beside: before a step both
   * vCenters are asked, and one that does not answer must not keep a thread from another plan.
   */
  private static ExecutorService reconcilers() {
    return Daemons.oneForEachTask("reconcile");
  }

  /** Ready to be relied on: watching Kubernetes, and seeing every site. */
  private Health readiness() {
    List<String> reasons = new ArrayList<>();
    if (!operator.getRuntimeInfo().isStarted()) {
      reasons.add("kubernetes: not watching yet");
    }
    if (!operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      reasons.add("kubernetes: a watch is down");
    }
    if (!leadership.problem().isEmpty()) {
      reasons.add("leadership: " + leadership.problem());
    }
    pulse.trouble().ifPresent(trouble -> reasons.add("kubernetes: " + trouble));
    controllers.apiTroubles().forEach(trouble -> reasons.add("kubernetes: " + trouble));
    reasons.addAll(controllers.blindSpots());
    return new Health(reasons.isEmpty(), reasons);
  }

  public int endpointsPort() {
    return endpoints.port();
  }

  @Override
  public void close() {
    // Before the watches end: what they tell while they do is no ground to decide on.
    leadership.resign();
    pulse.close();
    clocks.close();
    operator.stop();
    controllers.close();
    leadership.close();
    endpoints.close();
    events.close();
    telemetry.close();
  }
}
