package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.pra.failback.admission.LivePolicies;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteState;
import io.pra.failback.checks.ActionRunner;
import io.pra.failback.checks.CheckRunner;
import io.pra.failback.checks.ClusterObjects;
import io.pra.failback.checks.SecretSource;
import io.pra.failback.kubernetes.WatchPulse;
import io.pra.failback.leader.Leadership;
import io.pra.failback.observability.Events;
import io.pra.failback.observability.Telemetry;
import io.pra.failback.vsphere.VCenterConnector;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The parts of both controllers, put together. */
public final class Controllers implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final double RETRY_GROWTH = 2;
  private static final Duration LAST_RETRY = Duration.ofSeconds(10);
  private static final Duration ACTION_PATIENCE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Sites sites;
  private final RuleBook rules = new RuleBook();
  private final PushEvents<FailbackPlan> wakePlan = new PushEvents<>("push-plan");
  private final PushEvents<SiteState> wakeSite = new PushEvents<>("push-site");
  private final Releases releases;
  private final DualActiveClock dualActive;
  private final CheckRunner checks;
  private final ActionRunner actions;
  private final PlanSteps steps;
  private final FailbackPlanReconciler plans;
  private final SiteStateReconciler siteStates;
  private final SiteSecrets siteSecrets;
  private final ApiTroubles troubles;
  private final ClockReport clocks;
  private final EpisodeReports reports;
  private final LivePolicies policies;

  /**
   * Puts them together; nothing runs before {@link #register}.
   *
   * @param namespaces to watch; empty for all
   * @param guardedApprovals whether approvals are refused where nothing checks who gives them
   */
  public Controllers(
      KubernetesClient client,
      Set<String> namespaces,
      boolean guardedApprovals,
      VCenterConnector connector,
      Leadership leadership,
      Telemetry telemetry,
      Events events,
      Clock clock,
      LongSupplier nanos) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    Announcer announcer = new Announcer(events);
    this.troubles = new ApiTroubles(telemetry.kubernetes(), nanos);
    this.clocks =
        new ClockReport(telemetry, announcer, rules, () -> leadership.term() != Leadership.NONE);
    EpisodeMeters meters = new EpisodeMeters();
    // A guard reports to what is built after it; nothing is reported before a site is put.
    DualActiveClock[] clockOfBoth = new DualActiveClock[1];
    EpisodeReports[] reportsOfAll = new EpisodeReports[1];
    Holders holders = new Holders(rules, this::site);
    this.sites =
        new Sites(
            connector,
            clock,
            nanos,
            leadership::holds,
            (site, lastContact) ->
                new SiteListener(
                    site,
                    lastContact,
                    clock,
                    changed -> {
                      clockOfBoth[0].look();
                      wakeSite.wake(changed);
                      rules.plansOf(changed).forEach(plan -> wakePlan.wake(plan.plan()));
                    },
                    telemetry,
                    meters,
                    (plan, exposure) -> reportsOfAll[0].exposed(plan, exposure),
                    announcer,
                    plan -> Optional.ofNullable(rules.find(plan)).map(RuleBook.Entry::object),
                    () -> leadership.term() != Leadership.NONE,
                    vm -> holders.of(site, vm)));
    this.dualActive = new DualActiveClock(sites, rules, meters, nanos);
    clockOfBoth[0] = dualActive;
    this.reports =
        new EpisodeReports(
            new ReportErrand(
                new ReportStore(client), leadership, announcer, telemetry.reports(), nanos),
            new RunbookInputs(sites),
            leadership,
            announcer,
            telemetry.reports(),
            wakePlan::wake,
            nanos);
    reportsOfAll[0] = reports;
    SecretSource secrets = new LiveSecrets(client);
    ClusterObjects objects = new LiveObjects(client);
    this.checks =
        new CheckRunner(
            plan -> wakePlan.wake(Key.parse(plan)),
            secrets,
            new LiveGuests(sites, rules),
            objects,
            clock,
            nanos);
    this.actions =
        new ActionRunner(
            plan -> wakePlan.wake(Key.parse(plan)), secrets, objects, nanos, ACTION_PATIENCE);
    this.releases = new Releases(leadership);
    this.steps = new PlanSteps(sites, rules, leadership, releases, actions, announcer, nanos);
    this.policies =
        new LivePolicies(
            client,
            guardedApprovals,
            telemetry.kubernetes(),
            () -> leadership.term() != Leadership.NONE && rules.peopleAreAsked(),
            this::wakePlans,
            nanos);
    Neighbours neighbours =
        new Neighbours(
            sites, () -> all(FailbackPlan.class).stream(), policies, reports, wakePlan::wake);
    this.siteSecrets = new SiteSecrets(client, wakeSite::wake);
    GuardRulesPublisher guards = new GuardRulesPublisher(sites, rules);
    this.plans =
        new FailbackPlanReconciler(
            new PlanObserver(client, sites, neighbours, checks, actions, clock, nanos),
            neighbours,
            rules,
            leadership,
            guards,
            checks,
            steps,
            meters,
            new PlanReport(announcer, telemetry.plans(), nanos),
            reports,
            troubles,
            wakePlan);
    this.siteStates =
        new SiteStateReconciler(
            sites,
            guards,
            leadership,
            releases,
            new SiteSteps(client, sites, rules, leadership, releases, announcer, nanos),
            new SiteReport(announcer, telemetry),
            siteSecrets,
            troubles,
            clock,
            wakeSite);
  }

  private Optional<Site> site(Key site) {
    return sites.find(site);
  }

  /** Registers both controllers. */
  public void register(Operator operator) {
    operator.register(siteStates, this::configure);
    operator.register(plans, this::configure);
    policies.start();
  }

  private void configure(ControllerConfigurationOverrider<?> config) {
    config.withRetry(
        new GenericRetry()
            .withoutMaxAttempts()
            .setInitialInterval(FIRST_RETRY)
            .setIntervalMultiplier(RETRY_GROWTH)
            .setMaxInterval(LAST_RETRY.toMillis()));
    config.withReconciliationMaxInterval(Duration.ofMinutes(1));
    if (namespaces.isEmpty()) {
      config.watchingAllNamespaces();
    } else {
      config.settingNamespaces(namespaces);
    }
  }

  /** Looks at everything again: this process has become the leader, or is it no more. */
  public void wakeAll() {
    sites.all().forEach(site -> wakeSite.wake(site.key()));
    wakePlans();
  }

  private void wakePlans() {
    rules.all().forEach(plan -> wakePlan.wake(plan.plan()));
  }

  /** Whether every site that a plan holds at can be seen; a reason for each that cannot. */
  public List<String> blindSpots() {
    return sites.all().stream()
        .filter(site -> !site.view().readable())
        .map(site -> "site %s: %s".formatted(site.key(), site.view().problem()))
        .toList();
  }

  /** Tells how the clocks stand. */
  public ClockReport clocks() {
    return clocks;
  }

  /** What the API server keeps from being worked on. */
  public List<String> apiTroubles() {
    return troubles.reasons();
  }

  /** What the watches have told, and how to ask for it; once registered. */
  public List<WatchPulse.Watched> watched() {
    return List.of(
        new WatchPulse.Watched(() -> all(FailbackPlan.class), plans::told),
        new WatchPulse.Watched(() -> all(SiteState.class), siteStates::told),
        new WatchPulse.Watched(() -> all(SiteState.class), plans::toldSites));
  }

  private <T extends HasMetadata> List<T> all(Class<T> kind) {
    if (namespaces.isEmpty()) {
      return client.resources(kind).inAnyNamespace().list().getItems();
    }
    return namespaces.stream()
        .flatMap(one -> client.resources(kind).inNamespace(one).list().getItems().stream())
        .toList();
  }

  @Override
  public void close() {
    policies.close();
    siteSecrets.close();
    steps.close();
    reports.close();
    releases.close();
    checks.close();
    actions.close();
    dualActive.close();
    sites.close();
  }
}
