package io.pra.failback.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.api.Deviation;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteState;
import io.pra.failback.decision.Effect;
import io.pra.failback.decision.Pairing;
import io.pra.failback.decision.SiteDecision;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Turn;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.guard.Sight;
import io.pra.failback.leader.Leadership;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Decides and carries out what a SiteState's own {@code activity} asks for. */
final class SiteSteps {
  private final KubernetesClient client;
  private final Sites sites;
  private final RuleBook rules;
  private final Leadership leadership;
  private final Releases releases;
  private final Announcer announcer;
  private final EffectLedger ledger;

  SiteSteps(
      KubernetesClient client,
      Sites sites,
      RuleBook rules,
      Leadership leadership,
      Releases releases,
      Announcer announcer,
      LongSupplier nanos) {
    this.client = client;
    this.sites = sites;
    this.rules = rules;
    this.leadership = leadership;
    this.releases = releases;
    this.announcer = announcer;
    this.ledger = new EffectLedger(nanos);
  }

  SiteDecision converge(
      SiteState object,
      Site site,
      SiteView view,
      Sight sight,
      List<Deviation> before,
      long term,
      Instant now) {
    SiteDecision decision =
        SiteDecision.decide(
            site.spec(),
            view,
            held(site, view, sight),
            twinMayRun(site.key(), sites::view),
            before,
            now);
    boolean due =
        decision.effects().stream()
            .anyMatch(effect -> !ledger.isRecent(List.of(site.key(), effect)));
    if (due && isCurrent(object) && leadership.confirms(term)) {
      // Before anything starts or stops, the API server and both vCenters are asked again.
      SiteView liveView = site.liveView();
      SiteDecision live =
          SiteDecision.decide(
              site.spec(),
              liveView,
              held(site, liveView, site.guard().sight()),
              twinMayRun(site.key(), sites::liveView),
              before,
              now);
      live.effects().stream()
          .limit(site.spec().limits().maxConcurrentTasks())
          .forEach(effect -> carryOut(object, site, effect, term));
    }
    return decision;
  }

  /**
   * What the site's own guard holds, and what it selects of those that are held by way of another
   * SiteState of the same vCenter: whoever makes a second one does not get round the hold, or the
   * brake, of the first.
   */
  private Set<MoRef> held(Site site, SiteView view, Sight sight) {
    Set<MoRef> held = new HashSet<>(sight.held());
    Set<MoRef> elsewhere =
        sites.at(site.key()).stream()
            .flatMap(other -> other.guard().sight().held().stream())
            .collect(Collectors.toSet());
    view.selected().stream()
        .map(VirtualMachine::ref)
        .filter(elsewhere::contains)
        .forEach(held::add);
    return held;
  }

  private boolean isCurrent(SiteState object) {
    SiteState live = client.resource(object).get();
    return live != null
        && live.getMetadata().getUid().equals(object.getMetadata().getUid())
        && live.getMetadata().getGeneration().equals(object.getMetadata().getGeneration());
  }

  /** VMs of a site that no wave of its plans covers; none while the site has no plan. */
  List<String> uncovered(Site site, SiteView view) {
    List<RuleBook.Entry> plans = rules.plansOf(site.key());
    if (plans.isEmpty()) {
      return List.of();
    }
    return view.selected().stream()
        .map(VirtualMachine::name)
        .filter(name -> plans.stream().noneMatch(plan -> covers(plan, site.key(), name)))
        .sorted()
        .toList();
  }

  /** Whether a VM of that name at a site of the plan is one of the plan's. */
  static boolean covers(RuleBook.Entry plan, Key site, String name) {
    Optional<String> primary =
        plan.site(Side.Primary).equals(site)
            ? Optional.of(name)
            : Pairing.primaryTwinOf(plan.spec(), name);
    return primary.map(vm -> !Pairing.wavesOf(plan.spec(), vm).isEmpty()).orElse(false);
  }

  /** The other sites are looked at only when a VM is about to be started, and once each. */
  private Predicate<VirtualMachine> twinMayRun(Key site, Function<Key, SiteView> views) {
    Map<Key, SiteView> seen = new HashMap<>();
    List<Twin> twins =
        sites.at(site).stream()
            .map(Site::key)
            .flatMap(
                place ->
                    rules.plansOf(place).stream()
                        .map(
                            plan -> twin(plan, place, other -> seen.computeIfAbsent(other, views))))
            .toList();
    return vm -> twins.stream().anyMatch(twin -> twin.mayRun(vm.name()));
  }

  private static Twin twin(RuleBook.Entry plan, Key site, Function<Key, SiteView> views) {
    Side side = plan.site(Side.Primary).equals(site) ? Side.Primary : Side.Recovery;
    return new Twin(plan, side, () -> views.apply(plan.site(side.other())));
  }

  /** One plan's opinion about whether a VM of one of its sides may be started. */
  private record Twin(RuleBook.Entry plan, Side side, Supplier<SiteView> otherSite) {
    boolean mayRun(String name) {
      Optional<String> primary =
          side == Side.Primary ? Optional.of(name) : Pairing.primaryTwinOf(plan.spec(), name);
      boolean covered =
          primary.map(vm -> !Pairing.wavesOf(plan.spec(), vm).isEmpty()).orElse(false);
      if (!covered) {
        return false;
      }
      if (plan.status().phase().inEpisode() && plan.status().authority().holds(side)) {
        // Not its turn, even while it is being shut down and so is not yet held.
        return true;
      }
      String twin =
          side == Side.Primary ? Pairing.recoveryTwinOf(plan.spec(), name) : primary.orElseThrow();
      SiteView other = otherSite.get();
      return !other.readable()
          || other.virtualMachines().stream()
              .anyMatch(vm -> vm.name().equals(twin) && vm.powerState().mayRun());
    }
  }

  private void carryOut(SiteState object, Site site, Effect effect, long term) {
    if (!(effect instanceof Effect.OnVm step)
        || site.guard().isStopping(step.vm())
        || !ledger.claim(List.of(site.key(), effect))) {
      return;
    }
    String name = step.name();
    try {
      if (effect instanceof Effect.PowerOn) {
        releases.release(site, step.vm(), new HoldStamp(site.uid(), site.generation(), term));
      }
      if (!leadership.holds(term)) {
        return;
      }
      if (effect instanceof Effect.PowerOn) {
        site.guard().powerOn(step.vm(), e -> failed(object, name, e));
        announcer.tell(object, Turn.normal("Step", "powers on " + name));
      } else if (effect instanceof Effect.PowerOff) {
        site.guard().powerOff(step.vm(), e -> failed(object, name, e));
        announcer.tell(object, Turn.normal("Step", "powers off " + name));
      } else {
        site.guard().shutdownGuest(step.vm());
        announcer.tell(object, Turn.normal("Step", "shuts down the guest of " + name));
      }
    } catch (VSphereException e) {
      failed(object, name, e);
    }
  }

  private void failed(SiteState object, String name, VSphereException e) {
    announcer.tell(
        object,
        Turn.warning(
            "StepFailed",
            "could not converge %s, tries again in a moment: %s".formatted(name, e.getMessage())));
  }
}
