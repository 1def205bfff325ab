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
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.SiteState;
import io.pra.failback.checks.CheckRunner;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.PlanDecision;
import io.pra.failback.decision.Surroundings;
import io.pra.failback.leader.Leadership;
import io.pra.failback.status.Meter;
import io.pra.failback.status.PlanStatusFactory;
import io.pra.failback.status.StatusChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Observe, decide, persist, carry out; again while something changes. Only the leader does; any
 * other process keeps its guards up to date.
 */
@ControllerConfiguration(
    name = "failbackplan",
    fieldManager = "failback-operator",
    triggerReconcilerOnAllEvents = true)
public final class FailbackPlanReconciler implements Reconciler<FailbackPlan> {
  private static final int MAX_ROUNDS = 20;
  private static final Duration STARTING = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(15);

  private final PlanObserver observer;
  private final Neighbours neighbours;
  private final RuleBook rules;
  private final Leadership leadership;
  private final GuardRulesPublisher guards;
  private final CheckRunner checks;
  private final PlanSteps steps;
  private final EpisodeMeters meters;
  private final PlanReport report;
  private final EpisodeReports reports;
  private final ApiTroubles troubles;
  private final PushEvents<FailbackPlan> push;
  private IndexerResourceCache<FailbackPlan> told;
  private InformerEventSource<SiteState, FailbackPlan> toldSites;

  FailbackPlanReconciler(
      PlanObserver observer,
      Neighbours neighbours,
      RuleBook rules,
      Leadership leadership,
      GuardRulesPublisher guards,
      CheckRunner checks,
      PlanSteps steps,
      EpisodeMeters meters,
      PlanReport report,
      EpisodeReports reports,
      ApiTroubles troubles,
      PushEvents<FailbackPlan> push) {
    this.observer = observer;
    this.neighbours = neighbours;
    this.rules = rules;
    this.leadership = leadership;
    this.guards = guards;
    this.checks = checks;
    this.steps = steps;
    this.meters = meters;
    this.report = report;
    this.reports = reports;
    this.troubles = troubles;
    this.push = push;
  }

  @Override
  public UpdateControl<FailbackPlan> reconcile(FailbackPlan seen, Context<FailbackPlan> context) {
    if (context.isPrimaryResourceDeleted()) {
      forget(seen);
      return UpdateControl.noUpdate();
    }
    if (!PlanObserver.statusOf(seen).isUnderstood()) {
      report.notUnderstood(seen);
      return UpdateControl.<FailbackPlan>noUpdate().rescheduleAfter(LATER);
    }
    try {
      return UpdateControl.<FailbackPlan>noUpdate().rescheduleAfter(advance(seen, context));
    } catch (KubernetesClientException e) {
      return UpdateControl.<FailbackPlan>noUpdate().rescheduleAfter(troubles.failed(seen, e));
    }
  }

  /** Round by round, until nothing changes; how long to wait before the next look. */
  private Duration advance(FailbackPlan seen, Context<FailbackPlan> context) {
    long term = leadership.term();
    Optional<FailbackPlan> sure = inTerm(seen, term);
    if (sure.isEmpty()) {
      checks.forget(Key.of(seen).toString());
      return LATER;
    }
    FailbackPlan plan = sure.get();
    enforce(plan, term);
    if (observer.isStarting(plan)) {
      return STARTING;
    }
    Optional<Duration> pause = troubles.pauseOf(plan);
    if (pause.isPresent()) {
      return pause.get();
    }
    Optional<Seen> seenLive = Optional.empty();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Round done = round(plan, seenLive, term, context);
      plan = done.plan();
      seenLive = done.seen();
      if (!done.more()) {
        break;
      }
    }
    troubles.over(seen);
    boolean moving =
        PlanObserver.statusOf(plan).phase().inEpisode()
            || PlanObserver.statusOf(plan).isDrilling()
            || PlanObserver.statusOf(plan).failoverSeenSince() != null;
    return moving ? SOON : LATER;
  }

  /**
   * The plan as the leader may go by it: what it wrote itself, or read live since it became the
   * leader. Whoever does not lead puts what the cache says into force at its guards, and leaves it
   * at that.
   */
  private Optional<FailbackPlan> inTerm(FailbackPlan seen, long term) {
    RuleBook.Entry known = rules.find(Key.of(seen));
    boolean same = known != null && known.uid().equals(seen.getMetadata().getUid());
    boolean older = same && PlanObserver.statusOf(seen).revision() < known.status().revision();
    if (term != Leadership.NONE && same && !older && known.term() == term) {
      return Optional.of(seen);
    }
    if (!same || PlanObserver.statusOf(seen).revision() > known.status().revision()) {
      // The leader has written what was measured until then.
      meters.forget(Key.of(seen));
    }
    FailbackPlan newest = older ? known.object() : seen;
    enforce(newest, Leadership.NONE);
    report.update(newest, PlanObserver.statusOf(newest));
    return term == Leadership.NONE ? Optional.empty() : observer.readLive(newest);
  }

  /** What a live look has shown: of both vCenters, and of the other plans. */
  private record Seen(LiveLook look, Surroundings around) {}

  /**
   * What a round came to.
   *
   * @param plan as it is persisted now
   * @param seen what was decided on, if it was a live look
   * @param more whether there may be more to do at once
   */
  private record Round(FailbackPlan plan, Optional<Seen> seen, boolean more) {
    static Round over(FailbackPlan plan) {
      return new Round(plan, Optional.empty(), false);
    }
  }

  private Round round(
      FailbackPlan plan, Optional<Seen> last, long term, Context<FailbackPlan> context) {
    if (last.isPresent() && observer.mayServe(last.get().look(), plan) && leadership.holds(term)) {
      // The plan is as the API server has just answered, and refuses to be written if it is not.
      Observation again = observer.observeAgain(plan, last.get().look(), last.get().around());
      Decision noted = PlanDecision.decide(again);
      if (changes(again, noted) && noted.isANote(again.status())) {
        return new Round(persist(plan, again, noted, term, context), last, true);
      }
    }
    Observation observation = observer.observe(plan);
    Decision decision = PlanDecision.decide(observation);
    if (!takesAStep(plan, observation, decision)) {
      return Round.over(persist(plan, observation, decision, term, context));
    }
    // Caches have said that a step is due; whether it is taken, the API server and both vCenters
    // say, all asked from here on.
    LiveLook look = observer.look(plan);
    Optional<FailbackPlan> live = observer.readLive(plan);
    if (live.isEmpty() || !leadership.confirms(term)) {
      return Round.over(plan);
    }
    if (!look.isOf(live.get())) {
      look = observer.look(live.get());
    }
    observation = observer.observeLive(live.get(), look);
    decision = PlanDecision.decide(observation);
    FailbackPlan persisted = persist(live.get(), observation, decision, term, context);
    steps.carryOut(persisted, decision.effects(), term);
    return new Round(
        persisted,
        Optional.of(new Seen(look, observation.surroundings())),
        changes(observation, decision));
  }

  private boolean takesAStep(FailbackPlan plan, Observation observation, Decision decision) {
    return changes(observation, decision)
        || !(decision.effects().isEmpty() || steps.areUnderWay(plan, decision.effects()));
  }

  private static boolean changes(Observation observation, Decision decision) {
    return decision.changes(observation.status());
  }

  private FailbackPlan persist(
      FailbackPlan plan,
      Observation observation,
      Decision decision,
      long term,
      Context<FailbackPlan> context) {
    Key key = Key.of(plan);
    Meter meter = meters.peek(key);
    Long generation = plan.getMetadata().getGeneration();
    PlanStatusFactory.Result result =
        PlanStatusFactory.build(observation, decision, generation, meter, reports.news(plan, term));
    FailbackPlan persisted = plan;
    if (StatusChange.isMaterial(observation.status(), result.status()) || report.isDue(key)) {
      persisted = StatusWriter.write(plan, result.status(), context);
      meters.written(key, meter);
      report.written(key);
    }
    if (observation.status().isDrilling() != PlanObserver.statusOf(persisted).isDrilling()) {
      // What was found for a drill is no answer in the real hour.
      checks.forget(key.toString());
    }
    steps.persisted(persisted, observation.status(), PlanObserver.statusOf(persisted));
    enforce(persisted, term);
    reports.saw(persisted, observation, term);
    result.turns().forEach(turn -> report.tell(plan, turn));
    report.update(persisted, PlanObserver.statusOf(persisted));
    return persisted;
  }

  private void enforce(FailbackPlan plan, long term) {
    rules.put(plan, PlanObserver.statusOf(plan), term);
    guards.publish(PlanObserver.primary(plan));
    guards.publish(PlanObserver.recovery(plan));
    if (term != Leadership.NONE) {
      steps.settle(Key.of(plan));
      FailbackPlanStatus status = PlanObserver.statusOf(plan);
      checks.keep(
          Key.of(plan).toString(),
          PlanChecks.wanted(plan.getSpec(), status.isDrilling() ? status.drilled() : status));
    }
  }

  private void forget(FailbackPlan plan) {
    Key key = Key.of(plan);
    RuleBook.Entry last = rules.find(key);
    rules.remove(key);
    guards.publish(PlanObserver.primary(plan));
    guards.publish(PlanObserver.recovery(plan));
    checks.forget(key.toString());
    steps.forget(plan);
    troubles.over(plan);
    meters.forget(key);
    neighbours.forget(key);
    observer.forget(key);
    reports.deleted(key);
    report.deleted(
        plan,
        last == null ? FailbackPlanStatus.initial() : last.status(),
        leadership.term() != Leadership.NONE);
  }

  /** All plans, as the watch has told them. */
  List<FailbackPlan> told() {
    return told.list().toList();
  }

  /** All sites, as the watch for plans has told them. */
  List<SiteState> toldSites() {
    return toldSites.list().toList();
  }

  @Override
  public List<EventSource<?, FailbackPlan>> prepareEventSources(
      EventSourceContext<FailbackPlan> context) {
    neighbours.are(context.getPrimaryCache()::list);
    InformerEventSourceConfiguration<SiteState> sites =
        InformerEventSourceConfiguration.from(SiteState.class, FailbackPlan.class)
            .withName("sites-of-plans")
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(
                site ->
                    rules.plansOf(Key.of(site)).stream()
                        .map(entry -> entry.plan().toResourceId())
                        .collect(Collectors.toSet()))
            .build();
    told = context.getPrimaryCache();
    toldSites = new InformerEventSource<>(sites, context);
    return List.of(toldSites, push);
  }
}
