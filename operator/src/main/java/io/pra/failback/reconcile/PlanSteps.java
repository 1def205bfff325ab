package io.pra.failback.reconcile;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Side;
import io.pra.failback.checks.ActionRun;
import io.pra.failback.checks.ActionRunner;
import io.pra.failback.decision.Effect;
import io.pra.failback.decision.Turn;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.leader.Leadership;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** Carries out what was decided about a plan. Never waits for a vCenter or an action to finish. */
final class PlanSteps implements AutoCloseable {
  private final Sites sites;
  private final RuleBook rules;
  private final Leadership leadership;
  private final Releases releases;
  private final ActionRunner actions;
  private final Announcer announcer;
  private final EffectLedger ledger;
  private final SiteCalls calls = new SiteCalls();

  /**
   * Actions whose intent this process has recorded, and whether their effect is to be looked for
   * first.
   */
  private final Map<String, Boolean> intents = new ConcurrentHashMap<>();

  PlanSteps(
      Sites sites,
      RuleBook rules,
      Leadership leadership,
      Releases releases,
      ActionRunner actions,
      Announcer announcer,
      LongSupplier nanos) {
    this.sites = sites;
    this.rules = rules;
    this.leadership = leadership;
    this.releases = releases;
    this.actions = actions;
    this.announcer = announcer;
    this.ledger = new EffectLedger(nanos);
  }

  /** Whether all of these were asked for so recently that there is nothing to do yet. */
  boolean areUnderWay(FailbackPlan plan, List<Effect> effects) {
    return effects.stream().allMatch(effect -> isUnderWay(plan, effect));
  }

  private boolean isUnderWay(FailbackPlan plan, Effect effect) {
    if (effect instanceof Effect.RunAction run) {
      String key = PlanObserver.actionKey(PlanObserver.statusOf(plan), run.action());
      return actions.isRunning(Key.of(plan).toString(), key);
    }
    return ledger.isRecent(asked(plan, effect));
  }

  /** Another attempt asks anew, however soon it comes. */
  private static Object asked(FailbackPlan plan, Effect effect) {
    Episode episode = PlanObserver.statusOf(plan).episode();
    return List.of(plan.getMetadata().getUid(), episode.number(), episode.attempt(), effect);
  }

  /** A status was persisted: from now on the intents in it may be acted on. */
  void persisted(FailbackPlan plan, FailbackPlanStatus before, FailbackPlanStatus after) {
    Map<String, ActionState> was = new HashMap<>();
    before.actions().forEach(action -> was.put(action.id(), action.state()));
    for (ActionStatus action : after.actions()) {
      ActionState from = was.getOrDefault(action.id(), ActionState.Pending);
      if (action.state() == ActionState.Running && from != ActionState.Running) {
        String key = key(after, action.id());
        actions.forget(Key.of(plan).toString(), key);
        intents.put(plan.getMetadata().getUid() + "/" + key, from == ActionState.Unknown);
      }
    }
  }

  private static String key(FailbackPlanStatus status, String action) {
    return "%s/%d/%s".formatted(status.episode().id(), status.episode().attempt(), action);
  }

  /** Marks what the plan, as it is in force now, has let go of. */
  void settle(Key plan) {
    RuleBook.Entry entry = rules.find(plan);
    for (Side side : Side.values()) {
      sites.find(entry.site(side)).ifPresent(site -> releases.settle(entry, site, side));
    }
  }

  /** Begins what was decided in a term; each step asks once more whether this process leads. */
  void carryOut(FailbackPlan plan, List<Effect> effects, long term) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.RunAction run) {
        run(plan, run, term);
      } else if (effect instanceof Effect.OnVm step) {
        step(plan, step, term);
      }
    }
  }

  private void run(FailbackPlan plan, Effect.RunAction run, long term) {
    if (!leadership.confirms(term)) {
      return;
    }
    String owner = Key.of(plan).toString();
    String key = PlanObserver.actionKey(PlanObserver.statusOf(plan), run.action());
    String uid = plan.getMetadata().getUid();
    Boolean lookFirst = intents.get(uid + "/" + key);
    actions.start(
        new ActionRun(
            owner,
            uid,
            key,
            run.action(),
            plan.getSpec().zerto(),
            Duration.ofSeconds(run.action().timeoutSeconds()),
            run.oldPrimary().isDown(),
            run.oldPrimary().why(),
            lookFirst == null || lookFirst));
  }

  private void step(FailbackPlan plan, Effect.OnVm step, long term) {
    Key key =
        step.side() == Side.Primary ? PlanObserver.primary(plan) : PlanObserver.recovery(plan);
    Site site = sites.find(key).orElse(null);
    if (site == null || isGuardedAgainst(site, step)) {
      return;
    }
    if (!ledger.claim(asked(plan, step))) {
      return;
    }
    if (site.spec().mode() == Mode.DryRun) {
      announcer.tell(plan, Turn.normal("DryRun", "would " + words(step)));
      return;
    }
    try {
      calls.execute(key, () -> call(plan, site, step, term));
    } catch (RejectedExecutionException e) {
      // The operator is being closed; the next one decides anew.
    }
  }

  /**
   * What the guard holds is never started, whatever was decided: another plan, or the site itself,
   * may hold it.
   */
  private static boolean isGuardedAgainst(Site site, Effect.OnVm step) {
    return site.guard().isStopping(step.vm())
        || (step instanceof Effect.PowerOn && site.guard().sight().held().contains(step.vm()));
  }

  private void call(FailbackPlan plan, Site site, Effect.OnVm step, long term) {
    if (!isStillDecided(plan) || !leadership.confirms(term)) {
      ledger.release(asked(plan, step));
      return;
    }
    try {
      if (step instanceof Effect.PowerOn) {
        releases.release(site, step.vm(), stamp(plan, term));
      }
      if (!leadership.holds(term)) {
        return;
      }
      if (step instanceof Effect.PowerOn) {
        site.guard().powerOn(step.vm(), e -> failed(plan, step, e));
      } else if (step instanceof Effect.PowerOff) {
        site.guard().powerOff(step.vm(), e -> failed(plan, step, e));
      } else if (step instanceof Effect.ShutdownGuest) {
        site.guard().shutdownGuest(step.vm());
      }
      announcer.tell(plan, Turn.normal("Step", words(step) + " at " + site.key().name()));
    } catch (VSphereException e) {
      failed(plan, step, e);
    }
  }

  /** Whether what was decided on is still what is persisted: an abort may have come since. */
  private boolean isStillDecided(FailbackPlan plan) {
    RuleBook.Entry newest = rules.find(Key.of(plan));
    if (newest == null || !newest.uid().equals(plan.getMetadata().getUid())) {
      return false;
    }
    FailbackPlanStatus then = PlanObserver.statusOf(plan);
    FailbackPlanStatus now = newest.status();
    return then.phase() == now.phase()
        && then.authority() == now.authority()
        && then.episode().number() == now.episode().number()
        && then.episode().attempt() == now.episode().attempt()
        && Objects.equals(then.episode().rollback(), now.episode().rollback());
  }

  private static HoldStamp stamp(FailbackPlan plan, long term) {
    return new HoldStamp(plan.getMetadata().getUid(), PlanObserver.statusOf(plan).revision(), term);
  }

  /** An invalid power state means that it is already so: the watch tells. */
  private void failed(FailbackPlan plan, Effect.OnVm step, VSphereException e) {
    if (e.kind() != VSphereException.Kind.INVALID_POWER_STATE) {
      announcer.tell(
          plan,
          Turn.warning(
              "StepFailed",
              "could not %s, tries again in a moment: %s".formatted(words(step), e.getMessage())));
    }
  }

  private static String words(Effect.OnVm step) {
    String verb =
        step instanceof Effect.PowerOn
            ? "power on "
            : step instanceof Effect.PowerOff ? "power off " : "shut down the guest of ";
    return verb + step.name();
  }

  void forget(FailbackPlan plan) {
    actions.forget(Key.of(plan).toString());
    String uid = plan.getMetadata().getUid();
    Set.copyOf(intents.keySet()).stream()
        .filter(key -> key.startsWith(uid + "/"))
        .forEach(intents::remove);
  }

  @Override
  public void close() {
    calls.close();
  }
}
