package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.decision.Privileges;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.time.Instant;

/** Passes on what a guard tells, and lets those know who look into it afterwards. */
final class Aftermath implements GuardListener {
  private final GuardListener listener;
  private final PreflightLoop preflight;
  private final EventTrail trail;

  Aftermath(GuardListener listener, PreflightLoop preflight, EventTrail trail) {
    this.listener = listener;
    this.preflight = preflight;
    this.trail = trail;
  }

  @Override
  public void changed() {
    listener.changed();
  }

  @Override
  public void answered() {
    listener.answered();
  }

  @Override
  public void seesAgain(Instant lastSeen) {
    listener.seesAgain(lastSeen);
  }

  @Override
  public void accepted(Incident incident, Duration reaction) {
    listener.accepted(incident, reaction);
    preflight.allowed(incident.vm());
  }

  @Override
  public void confirmed(Incident incident, Duration exposure, boolean ours) {
    listener.confirmed(incident, exposure, ours);
    preflight.allowed(incident.vm());
    trail.stopped(incident, exposure, ours);
  }

  @Override
  public void explained(Incident incident, Duration exposure, boolean ours, StopRecord stop) {
    listener.explained(incident, exposure, ours, stop);
  }

  @Override
  public void recorded(String vm, Hold hold, StopRecord stop) {
    listener.recorded(vm, hold, stop);
  }

  @Override
  public void stoodBack(Incident incident) {
    listener.stoodBack(incident);
  }

  @Override
  public void unconfirmed(Incident incident, String why) {
    listener.unconfirmed(incident, why);
  }

  @Override
  public void refused(Incident incident, VSphereException why) {
    listener.refused(incident, why);
    preflight.refused(
        incident.vm(), why.subject().orElseGet(() -> Privileges.toHold(incident.hold())));
  }

  @Override
  public void wouldHold(Incident incident) {
    listener.wouldHold(incident);
  }
}
