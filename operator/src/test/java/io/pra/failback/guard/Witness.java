package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a guard tells. */
final class Witness implements GuardListener {
  final List<String> told = new CopyOnWriteArrayList<>();

  private void tell(String what, Incident incident) {
    told.add(what + " " + incident.name());
  }

  long count(String what) {
    return told.stream().filter(line -> line.startsWith(what)).count();
  }

  @Override
  public void changed() {}

  @Override
  public void answered() {}

  @Override
  public void seesAgain(Instant lastSeen) {
    told.add("sees");
  }

  @Override
  public void accepted(Incident incident, Duration reaction) {
    tell("accepted", incident);
  }

  @Override
  public void confirmed(Incident incident, Duration exposure, boolean ours) {
    tell(ours ? "confirmed" : "confirmed for another", incident);
  }

  @Override
  public void stoodBack(Incident incident) {
    tell("stood back", incident);
  }

  @Override
  public void explained(Incident incident, Duration exposure, boolean ours, StopRecord stop) {
    tell("explained " + stop.startedBy().orElse("nobody") + " " + stop.id().orElse("-"), incident);
  }

  @Override
  public void recorded(String vm, Hold hold, StopRecord stop) {
    told.add(
        "recorded %s %s %s"
            .formatted(hold, stop.startedBy().orElse("nobody"), stop.id().orElse("-")));
  }

  @Override
  public void unconfirmed(Incident incident, String why) {
    tell("unconfirmed", incident);
  }

  @Override
  public void refused(Incident incident, VSphereException why) {
    tell("refused", incident);
  }

  @Override
  public void wouldHold(Incident incident) {
    tell("would hold", incident);
  }
}
