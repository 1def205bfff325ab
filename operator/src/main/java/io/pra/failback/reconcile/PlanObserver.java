package io.pra.failback.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.Action;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.checks.ActionOutcome;
import io.pra.failback.checks.ActionRunner;
import io.pra.failback.checks.CheckResult;
import io.pra.failback.checks.CheckRunner;
import io.pra.failback.checks.RunningCheck;
import io.pra.failback.decision.ActionFinding;
import io.pra.failback.decision.Finding;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Provenance;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Surroundings;
import io.pra.failback.threads.Daemons;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/** Puts together everything that a decision about a plan may look at. */
final class PlanObserver {
  private static final Duration LOOK_LASTS = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Sites sites;
  private final CheckRunner checks;
  private final ActionRunner actions;
  private final Neighbours neighbours;
  private final Clock clock;
  private final Looks looks = new Looks();
  private final LongSupplier nanos;

  /** A vCenter that does not answer must not keep a look at another one waiting. */
  private final ExecutorService asks = Daemons.oneForEachTask("live-look");

  PlanObserver(
      KubernetesClient client,
      Sites sites,
      Neighbours neighbours,
      CheckRunner checks,
      ActionRunner actions,
      Clock clock,
      LongSupplier nanos) {
    this.client = client;
    this.sites = sites;
    this.neighbours = neighbours;
    this.checks = checks;
    this.actions = actions;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Whether a site of the plan was not looked at yet, for the operator has just begun. */
  boolean isStarting(FailbackPlan plan) {
    return sites.isStarting(primary(plan)) || sites.isStarting(recovery(plan));
  }

  /** From what the watches have reported. */
  Observation observe(FailbackPlan plan) {
    Instant now = now();
    Instant since = looks.look(Key.of(plan), now);
    Observation alone =
        alone(plan, sites.view(primary(plan)), sites.view(recovery(plan)), since, now);
    return alone.within(neighbours.around(plan, alone.pairs()));
  }

  /** The plan as the API server has it now; empty if it is gone or is another one of that name. */
  Optional<FailbackPlan> readLive(FailbackPlan plan) {
    FailbackPlan now = client.resource(plan).get();
    boolean same = now != null && now.getMetadata().getUid().equals(plan.getMetadata().getUid());
    return same ? Optional.of(now) : Optional.empty();
  }

  /** Begins to ask both vCenters of a plan, at the same time. */
  LiveLook look(FailbackPlan plan) {
    return new LiveLook(
        primary(plan),
        recovery(plan),
        asks.submit(() -> sites.liveView(primary(plan))),
        asks.submit(() -> sites.liveView(recovery(plan))),
        nanos.getAsLong());
  }

  /** From what both vCenters answer, and the API server about the other plans, asked now. */
  Observation observeLive(FailbackPlan plan, LiveLook look) {
    Observation alone = answered(plan, look);
    return alone.within(neighbours.aroundLive(plan, alone.pairs()));
  }

  /** From a live look, and what was known of the other plans when it was taken. */
  Observation observeAgain(FailbackPlan plan, LiveLook look, Surroundings then) {
    return answered(plan, look).within(then);
  }

  private Observation answered(FailbackPlan plan, LiveLook look) {
    SiteView primary = look.primaryView();
    SiteView recovery = look.recoveryView();
    Instant now = now();
    return alone(plan, primary, recovery, looks.lookAgain(Key.of(plan), now), now);
  }

  /** Whether a look that a decision was made on may serve another one about the same plan. */
  boolean mayServe(LiveLook look, FailbackPlan plan) {
    return look.isOf(plan) && nanos.getAsLong() - look.began() < LOOK_LASTS.toNanos();
  }

  void forget(Key plan) {
    looks.forget(plan);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static Key primary(FailbackPlan plan) {
    return Key.of(plan).sibling(plan.getSpec().primary().siteRef().name());
  }

  static Key recovery(FailbackPlan plan) {
    return Key.of(plan).sibling(plan.getSpec().recovery().siteRef().name());
  }

  static FailbackPlanStatus statusOf(FailbackPlan plan) {
    return plan.getStatus() == null ? FailbackPlanStatus.initial() : plan.getStatus();
  }

  /** Names one attempt at an action: a rollback makes the next attempt another one. */
  static String actionKey(FailbackPlanStatus status, Action action) {
    return "%s/%d/%s".formatted(status.episode().id(), status.episode().attempt(), action.id());
  }

  private Observation alone(
      FailbackPlan plan, SiteView primary, SiteView recovery, Instant since, Instant now) {
    return new Observation(
        plan.getMetadata().getNamespace(),
        plan.getMetadata().getName(),
        plan.getMetadata().getUid(),
        plan.getSpec(),
        statusOf(plan),
        primary,
        recovery,
        findings(plan),
        actionFindings(plan),
        Provenance.of(plan.getSpec(), plan.getMetadata().getManagedFields()),
        Surroundings.CLEAR,
        since,
        now);
  }

  private Map<String, Finding> findings(FailbackPlan plan) {
    Map<String, CheckResult> results = checks.results(Key.of(plan).toString());
    Map<String, Finding> findings = new HashMap<>();
    for (RunningCheck check : PlanChecks.all(plan.getSpec())) {
      CheckResult result = results.get(check.id());
      if (result != null) {
        Duration stale = check.interval().plus(check.timeout()).multipliedBy(3);
        findings.put(
            check.id(),
            new Finding(
                result.passed(),
                result.message(),
                result.checkedAt().truncatedTo(ChronoUnit.MILLIS),
                result.age().compareTo(stale) < 0,
                result.vpgs()));
      }
    }
    return findings;
  }

  private Map<String, ActionFinding> actionFindings(FailbackPlan plan) {
    FailbackPlanStatus status = statusOf(plan);
    Map<String, ActionFinding> findings = new HashMap<>();
    if (status.episode() != null) {
      for (Action action : plan.getSpec().actions()) {
        actions
            .outcome(Key.of(plan).toString(), actionKey(status, action))
            .ifPresent(outcome -> findings.put(action.id(), finding(outcome)));
      }
    }
    return findings;
  }

  private static ActionFinding finding(ActionOutcome outcome) {
    return new ActionFinding(
        switch (outcome.kind()) {
          case SUCCEEDED -> ActionState.Succeeded;
          case NOT_DONE, REFUSED -> ActionState.Failed;
          case UNKNOWN -> ActionState.Unknown;
        },
        outcome.message());
  }
}
