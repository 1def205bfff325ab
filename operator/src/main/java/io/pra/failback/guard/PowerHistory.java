package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.PowerEvent.Kind;
import java.util.List;
import java.util.Optional;

/**
 * The recorded starts and stops of one VM, oldest first.
 *
 * @param us as whom the operator is known there
 */
record PowerHistory(List<PowerEvent> events, String us) {

  static PowerHistory of(MoRef vm, List<PowerEvent> all, String us) {
    return new PowerHistory(all.stream().filter(event -> event.vm().equals(vm)).toList(), us);
  }

  /** What the operator did to the VM in order to hold it, later than an event. */
  List<PowerEvent> ourStops(Hold hold, int after) {
    Kind kind = hold == Hold.PowerOff ? Kind.POWERED_OFF : Kind.SUSPENDED;
    return events.stream()
        .filter(event -> event.kind() == kind && isOurs(event) && event.key() > after)
        .toList();
  }

  /** Whoever is not named did nothing. */
  private boolean isOurs(PowerEvent event) {
    return !us.isEmpty() && event.user().equals(us);
  }

  /** Who had started the VM that was then stopped; what lies before another stop does not count. */
  Optional<String> startedBefore(PowerEvent stop) {
    int since =
        events.stream()
            .filter(event -> event.kind() != Kind.STARTED && event.key() < stop.key())
            .mapToInt(PowerEvent::key)
            .max()
            .orElse(Integer.MIN_VALUE);
    return lastStart(since, stop.key());
  }

  /** Who has started it last, later than an event. */
  Optional<String> lastStart(int after) {
    return lastStart(after, Integer.MAX_VALUE);
  }

  private Optional<String> lastStart(int after, int before) {
    return events.stream()
        .filter(event -> event.kind() == Kind.STARTED && !event.user().isEmpty())
        .filter(event -> event.key() > after && event.key() < before)
        .reduce((earlier, later) -> later)
        .map(PowerEvent::user);
  }

  /**
   * What the operator did to hold the VM. A suspension always did: nothing else suspends. The power
   * is also cut when a site is stopped in an orderly way, but then nobody else had just started the
   * VM.
   */
  List<PowerEvent> ourHolds() {
    return events.stream()
        .filter(event -> event.kind() != Kind.STARTED && isOurs(event))
        .filter(
            stop ->
                stop.kind() == Kind.SUSPENDED
                    || startedBefore(stop).filter(user -> !user.equals(us)).isPresent())
        .toList();
  }
}
