package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.Hold;
import io.pra.failback.api.SiteState;
import io.pra.failback.decision.Turn;
import io.pra.failback.guard.GuardListener;
import io.pra.failback.guard.StopRecord;
import io.pra.failback.observability.GuardTelemetry.Operation;
import io.pra.failback.observability.GuardTelemetry.Result;
import io.pra.failback.observability.PlainText;
import io.pra.failback.observability.Telemetry;
import io.pra.failback.report.Watched;
import io.pra.failback.vsphere.VSphereException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Passes on what the guard of one site saw and did. */
final class SiteListener implements GuardListener {
  private static final String PLAN_PREFIX = "failbackplan/";
  private static final String OBJECT_NAME = "vm-stopped.";

  private final Key site;
  private final Instant lastContact;
  private final Clock clock;
  private final Consumer<Key> changed;
  private final Telemetry telemetry;
  private final EpisodeMeters meters;
  private final BiConsumer<Key, Watched.Exposure> exposures;
  private final Announcer announcer;
  private final Function<Key, Optional<FailbackPlan>> plans;
  private final BooleanSupplier leads;
  private final Function<String, Optional<HasMetadata>> holderOf;

  /**
   * Tells of one site.
   *
   * @param lastContact when an earlier process was in contact with it; null if none was
   * @param exposures takes, for the record of its plan, a held VM that ran
   * @param plans finds a plan
   * @param leads whether this process is the one that tells what every process notices
   * @param holderOf who holds a VM of that name there, or may have held it; empty for nobody's
   */
  SiteListener(
      Key site,
      Instant lastContact,
      Clock clock,
      Consumer<Key> changed,
      Telemetry telemetry,
      EpisodeMeters meters,
      BiConsumer<Key, Watched.Exposure> exposures,
      Announcer announcer,
      Function<Key, Optional<FailbackPlan>> plans,
      BooleanSupplier leads,
      Function<String, Optional<HasMetadata>> holderOf) {
    this.site = site;
    this.lastContact = lastContact;
    this.clock = clock;
    this.changed = changed;
    this.telemetry = telemetry;
    this.meters = meters;
    this.exposures = exposures;
    this.announcer = announcer;
    this.plans = plans;
    this.leads = leads;
    this.holderOf = holderOf;
  }

  @Override
  public void changed() {
    changed.accept(site);
  }

  @Override
  public void answered() {
    telemetry.sites().contact(site.namespace(), site.name());
  }

  @Override
  public void seesAgain(Instant lastSeen) {
    Instant since = lastSeen == null ? lastContact : lastSeen;
    if (since != null) {
      Duration blind = Duration.between(since, clock.instant());
      telemetry
          .guard()
          .blind(site.namespace(), site.name(), blind.isNegative() ? Duration.ZERO : blind);
    }
  }

  @Override
  public void accepted(Incident incident, Duration reaction) {
    telemetry.guard().reaction(site.namespace(), site.name(), reaction);
  }

  @Override
  public void confirmed(Incident incident, Duration exposure, boolean ours) {
    telemetry.guard().exposure(site.namespace(), site.name(), exposure);
    telemetry.guard().suspend(site.namespace(), site.name(), operation(incident), Result.CONFIRMED);
    plan(incident).ifPresent(plan -> meters.exposure(plan, exposure));
  }

  @Override
  public void stoodBack(Incident incident) {
    tell(
        incident,
        Turn.normal(
            "StoodBack",
            "%s runs at %s; this process believes that it is held, and it was released meanwhile"
                .formatted(incident.name(), site.name())),
        false);
  }

  /** What the vCenter has a record of, every process may tell: it is one Event. */
  @Override
  public void explained(Incident incident, Duration exposure, boolean ours, StopRecord stop) {
    plan(incident).ifPresent(plan -> exposed(plan, incident.name(), exposure.toMillis(), stop));
    Turn turn =
        Turn.warning(
            reason(incident.hold()),
            "%s ran at %s while held; stopped %d ms after it was seen%s"
                .formatted(
                    incident.name(), site.name(), exposure.toMillis(), by(stop.startedBy())));
    stop.id()
        .ifPresentOrElse(
            id -> announcer.tellOnce(about(incident), turn, OBJECT_NAME + id),
            () -> tell(incident, turn, ours));
  }

  @Override
  public void recorded(String vm, Hold hold, StopRecord stop) {
    HasMetadata about = holderOf.apply(vm).orElse(null);
    boolean ours = about != null && stop.at().filter(at -> !existed(about, at)).isEmpty();
    if (ours && stop.id().isPresent()) {
      if (about instanceof FailbackPlan plan) {
        exposed(Key.of(plan), vm, null, stop);
      }
      announcer.tellUnlessTold(
          about,
          Turn.warning(
              reason(hold),
              "%s ran at %s while held; stopped at %s, by the vCenter's record%s"
                  .formatted(vm, site.name(), stop.at().orElseThrow(), by(stop.startedBy()))),
          OBJECT_NAME + stop.id().get());
    }
  }

  private void exposed(Key plan, String vm, Long millis, StopRecord stop) {
    exposures.accept(
        plan,
        new Watched.Exposure(
            stop.at().orElseGet(clock::instant).truncatedTo(ChronoUnit.MILLIS),
            PlainText.of(site.name()),
            PlainText.of(vm),
            millis,
            PlainText.of(stop.startedBy().orElse(""))));
  }

  /** Whatever held the VM before there was this plan, it was not this plan. */
  private static boolean existed(HasMetadata about, Instant at) {
    String created = about.getMetadata().getCreationTimestamp();
    return created == null || !at.isBefore(Instant.parse(created));
  }

  private static String reason(Hold hold) {
    return hold == Hold.PowerOff ? "PoweredOff" : "Suspended";
  }

  private static String by(Optional<String> user) {
    return user.map(name -> "; powered on by " + name).orElse("");
  }

  @Override
  public void unconfirmed(Incident incident, String why) {
    telemetry
        .guard()
        .suspend(site.namespace(), site.name(), operation(incident), Result.UNCONFIRMED);
    tell(
        incident,
        Turn.warning(
            "SuspendUnconfirmed",
            "%s at %s is held and may still run; it is tried again: %s"
                .formatted(incident.name(), site.name(), why)));
  }

  @Override
  public void refused(Incident incident, VSphereException why) {
    telemetry.guard().suspend(site.namespace(), site.name(), operation(incident), Result.FAILED);
    String privilege = why.subject().map(id -> " (privilege " + id + ")").orElse("");
    tell(
        incident,
        Turn.warning(
            "SuspendRefused",
            "%s at %s is held and runs, and the vCenter does not let the operator stop it%s: %s"
                .formatted(incident.name(), site.name(), privilege, why.getMessage())));
  }

  @Override
  public void wouldHold(Incident incident) {
    telemetry.guard().suspend(site.namespace(), site.name(), operation(incident), Result.DRY_RUN);
    tell(
        incident,
        Turn.normal(
            "DryRun",
            "would stop %s at %s, which runs while held".formatted(incident.name(), site.name())));
  }

  private static Operation operation(Incident incident) {
    return incident.hold() == Hold.PowerOff ? Operation.POWER_OFF : Operation.SUSPEND;
  }

  private static Optional<Key> plan(Incident incident) {
    if (!incident.owner().startsWith(PLAN_PREFIX)) {
      return Optional.empty();
    }
    String[] parts = incident.owner().substring(PLAN_PREFIX.length()).split("/", 2);
    return Optional.of(new Key(parts[0], parts[1]));
  }

  /** What every process notices, and the leader tells. */
  private void tell(Incident incident, Turn turn) {
    tell(incident, turn, leads.getAsBoolean());
  }

  /**
   * Told on the plan that holds the VM; on the site if it is the site itself, or the plan is gone.
   */
  private void tell(Incident incident, Turn turn, boolean ours) {
    HasMetadata about = about(incident);
    if (ours) {
      announcer.tell(about, turn);
    } else {
      announcer.note(about, turn);
    }
  }

  private HasMetadata about(Incident incident) {
    Optional<FailbackPlan> plan = plan(incident).flatMap(plans);
    return plan.isPresent() ? plan.get() : reference(site);
  }

  static HasMetadata reference(Key site) {
    SiteState about = new SiteState();
    about.setMetadata(
        new ObjectMetaBuilder().withNamespace(site.namespace()).withName(site.name()).build());
    return about;
  }
}
