package io.pra.failback.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.SiteStateStatus;
import io.pra.failback.decision.SiteDecision;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Stall;
import io.pra.failback.guard.Connection;
import io.pra.failback.guard.Contact;
import io.pra.failback.guard.Sight;
import io.pra.failback.leader.Leadership;
import io.pra.failback.status.SiteStatusFactory;
import io.pra.failback.status.SiteUse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Connects a site, gives its guard the rules, converges it where it is asked to, and says what is
 * seen.
 */
@ControllerConfiguration(
    name = "sitestate",
    fieldManager = "failback-operator",
    triggerReconcilerOnAllEvents = true)
public final class SiteStateReconciler implements Reconciler<SiteState> {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofSeconds(30);
  private static final Duration CONTACT_WRITTEN = Duration.ofSeconds(60);

  private final Sites sites;
  private final GuardRulesPublisher guards;
  private final Leadership leadership;
  private final Releases releases;
  private final SiteSteps steps;
  private final SiteReport report;
  private final SiteSecrets secrets;
  private final ApiTroubles troubles;
  private final Clock clock;
  private final PushEvents<SiteState> push;
  private IndexerResourceCache<SiteState> told;

  SiteStateReconciler(
      Sites sites,
      GuardRulesPublisher guards,
      Leadership leadership,
      Releases releases,
      SiteSteps steps,
      SiteReport report,
      SiteSecrets secrets,
      ApiTroubles troubles,
      Clock clock,
      PushEvents<SiteState> push) {
    this.sites = sites;
    this.guards = guards;
    this.leadership = leadership;
    this.releases = releases;
    this.steps = steps;
    this.report = report;
    this.secrets = secrets;
    this.troubles = troubles;
    this.clock = clock;
    this.push = push;
  }

  @Override
  public UpdateControl<SiteState> reconcile(SiteState object, Context<SiteState> context) {
    Key key = Key.of(object);
    if (context.isPrimaryResourceDeleted()) {
      sites.remove(key);
      secrets.watch(key, Set.of());
      troubles.over(object);
      report.deleted(object, leadership.term() != Leadership.NONE);
      return UpdateControl.noUpdate();
    }
    try {
      return UpdateControl.<SiteState>noUpdate().rescheduleAfter(converge(object, context));
    } catch (KubernetesClientException e) {
      return UpdateControl.<SiteState>noUpdate().rescheduleAfter(troubles.failed(object, e));
    }
  }

  private Duration converge(SiteState object, Context<SiteState> context) {
    Key key = Key.of(object);
    Optional<Site> known = sites.find(key);
    Site site = sites.put(object, statusOf(object).lastContactTime());
    if (leadership.term() != Leadership.NONE) {
      report.activity(object, known.map(was -> was.spec().activity()));
    }
    guards.publish(key);
    SiteStateStatus before = statusOf(object);
    SiteUse use = SiteProtection.use(object, context.getSecondaryResources(FailbackPlan.class));
    site.guard().believeOnly(use.isFree() ? "" : whoItWas(site, before));
    Optional<Stall> misconfigured = connect(site, object);
    Optional<Duration> pause = troubles.pauseOf(object);
    if (pause.isPresent()) {
      return pause.get();
    }

    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Sight sight = site.guard().sight();
    SiteView view = site.view();
    long term = leadership.term();
    SiteDecision decision =
        steps.converge(object, site, view, sight, before.deviations(), term, now);
    Contact contact = sight.contact();
    SiteStateStatus after =
        SiteStatusFactory.build(
            new SiteStatusFactory.Input(
                object.getSpec(),
                before,
                object.getMetadata().getGeneration(),
                view,
                decision,
                misconfigured,
                Optional.ofNullable(contact.problem()),
                contact.message(),
                contactTime(before.lastContactTime(), contact.last()),
                sight.surplus(),
                steps.uncovered(site, view),
                use,
                site.guard().vCenter(),
                now));
    if (term != Leadership.NONE) {
      releases.settle(site, term);
      if (!after.equals(before)) {
        StatusWriter.write(object, after, context);
      }
      report.written(object, before, after);
      SiteProtection.settle(object, use, context.getClient());
    }
    report.update(object, after, sight);
    troubles.over(object);
    return decision.effects().isEmpty() ? LATER : SOON;
  }

  /** The vCenter that the site was before, in this process or in an earlier one. */
  private static String whoItWas(Site site, SiteStateStatus before) {
    String here = site.guard().vCenter();
    String earlier = before.vcenterInstanceUuid();
    return here.isEmpty() && earlier != null ? earlier : here;
  }

  private Optional<Stall> connect(Site site, SiteState object) {
    secrets.watch(site.key(), SiteSettings.secretsOf(object));
    try {
      SiteSettings settings =
          SiteSettings.read(object.getSpec().vcenter(), name -> secrets.find(site.key(), name));
      site.guard()
          .connect(
              new Connection(
                  settings.endpoint(),
                  settings.credentials(),
                  site.scope(),
                  Optional.ofNullable(object.getSpec().vcenter().instanceUuid()).orElse("")));
      return Optional.empty();
    } catch (SiteSettings.Unusable e) {
      return Optional.of(e.stall());
    }
  }

  /** The vCenter answers all the time; the status says so once a minute. */
  private static Instant contactTime(Instant written, Instant last) {
    if (last == null || written == null) {
      return last == null ? written : last.truncatedTo(ChronoUnit.SECONDS);
    }
    return Duration.between(written, last).compareTo(CONTACT_WRITTEN) < 0
        ? written
        : last.truncatedTo(ChronoUnit.SECONDS);
  }

  private static SiteStateStatus statusOf(SiteState site) {
    return site.getStatus() == null
        ? new SiteStateStatus(null, null, null, null, null, null, null, null)
        : site.getStatus();
  }

  /** All sites, as the watch has told them. */
  List<SiteState> told() {
    return told.list().toList();
  }

  @Override
  public List<EventSource<?, SiteState>> prepareEventSources(
      EventSourceContext<SiteState> context) {
    told = context.getPrimaryCache();
    InformerEventSourceConfiguration<FailbackPlan> plans =
        InformerEventSourceConfiguration.from(FailbackPlan.class, SiteState.class)
            .withName("plans-of-sites")
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(
                plan ->
                    SiteProtection.sitesOf(plan).map(Key::toResourceId).collect(Collectors.toSet()))
            .build();
    return List.of(new InformerEventSource<>(plans, context), push);
  }
}
