package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.function.LongSupplier;

/** How the sites stand. */
public final class SiteTelemetry {
  private final Series series;
  private final GuardTelemetry guard;
  private final Clock clock;
  private final LongSupplier nanoTime;

  SiteTelemetry(Series series, GuardTelemetry guard, Clock clock, LongSupplier nanoTime) {
    this.series = series;
    this.guard = guard;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The site's watch has just had an answer from its vCenter, with or without news. */
  public void contact(String namespace, String site) {
    Tags tags = GuardTelemetry.site(namespace, site);
    long at = nanoTime.getAsLong();
    series.set(
        "failback_site_last_contact_timestamp_seconds",
        "When the vCenter last answered the watch, in Unix time.",
        tags,
        clock.millis() / 1e3);
    series.compute(
        "failback_site_watch_lag_seconds",
        "Time since the vCenter last answered the watch; an idle watch is answered at least once"
            + " per long poll.",
        tags,
        () -> (nanoTime.getAsLong() - at) / 1e9);
  }

  /** How the site stands now. */
  public void update(String namespace, String site, SiteReading reading) {
    guard.expect(namespace, site);
    Tags tags = GuardTelemetry.site(namespace, site);
    virtualMachines(tags, "powered_on", reading.poweredOn());
    virtualMachines(tags, "suspended", reading.suspended());
    virtualMachines(tags, "powered_off", reading.poweredOff());
    virtualMachines(tags, "unknown", reading.unknown());
    held(tags, "held", reading.held());
    held(tags, "running", reading.heldRunning());
    series.set(
        "failback_site_surplus_virtual_machines",
        "VMs that a selector matches beyond a limit, and that are not touched.",
        tags,
        reading.surplus());
    series.set(
        "failback_site_reachable", "1 if the vCenter answers.", tags, reading.reachable() ? 1 : 0);
    series.set(
        "failback_site_missing_privileges",
        "Privileges that the operator's account needs and lacks, summed over VMs.",
        tags,
        reading.missingPrivileges());
    series.set(
        "failback_site_clock_ahead_seconds",
        "How far the vCenter's clock is ahead of the operator's; NaN while unknown.",
        tags,
        reading.clockAhead().map(ahead -> ahead.toMillis() / 1e3).orElse(Double.NaN));
  }

  private void virtualMachines(Tags site, String state, int count) {
    series.set(
        "failback_site_virtual_machines",
        "VMs of the site, by power state.",
        site.and("state", state),
        count);
  }

  private void held(Tags site, String state, int count) {
    series.set(
        "failback_site_held_virtual_machines",
        "VMs that may not run: held, or running (an alarm).",
        site.and("state", state),
        count);
  }

  /** The site was deleted: all its series go, those of the guard too. */
  public void forget(String namespace, String site) {
    series.remove(GuardTelemetry.site(namespace, site));
  }
}
