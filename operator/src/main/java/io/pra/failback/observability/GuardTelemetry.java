package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Locale;

/** What the guard did, by site. For the hot path: cheap, and never throws. */
public final class GuardTelemetry {
  /** What the guard asks of a vCenter to hold a VM. */
  public enum Operation {
    SUSPEND,
    POWER_OFF
  }

  /** What became of it. */
  public enum Result {
    /** The VM was seen not to run. */
    CONFIRMED,
    /** Refused, or its task ended in an error. */
    FAILED,
    /** Accepted, and not seen to end in its time. */
    UNCONFIRMED,
    /** Not asked for: the site only says what it would do. */
    DRY_RUN
  }

  private static final String EXPOSURE = "failback_guard_exposure_seconds";
  private static final String EXPOSURE_HELP =
      "Time from a held VM being seen running until it was seen not to run.";
  private static final String REACTION = "failback_guard_reaction_seconds";
  private static final String REACTION_HELP =
      "Time from a held VM being seen running until the vCenter accepted its suspension.";
  private static final String SUSPENDS = "failback_guard_suspends";
  private static final String SUSPENDS_HELP = "Suspensions and power-offs of held VMs, by result.";
  private static final String BLIND = "failback_guard_blind_seconds";
  private static final String BLIND_HELP = "Time during which the site's VMs could not be seen.";

  private final Series series;

  GuardTelemetry(Series series) {
    this.series = series;
  }

  /** A held VM that was seen running is seen not to run. */
  public void exposure(String namespace, String site, Duration exposure) {
    series.observe(EXPOSURE, EXPOSURE_HELP, site(namespace, site), exposure);
  }

  /** A held VM was seen running, and the vCenter has accepted the call that stops it. */
  public void reaction(String namespace, String site, Duration reaction) {
    series.observe(REACTION, REACTION_HELP, site(namespace, site), reaction);
  }

  /** A suspension or power-off has come to its end. */
  public void suspend(String namespace, String site, Operation operation, Result result) {
    series.add(SUSPENDS, SUSPENDS_HELP, suspends(namespace, site, operation, result), 1);
  }

  /** The guard sees again after it could not see the site's VMs for this long. */
  public void blind(String namespace, String site, Duration blind) {
    series.add(BLIND, BLIND_HELP, site(namespace, site), blind.toNanos() / 1e9);
  }

  /** Shows all series of a site at zero, so that the first increase of each is an increase. */
  void expect(String namespace, String site) {
    series.expect(EXPOSURE, EXPOSURE_HELP, site(namespace, site));
    series.expect(REACTION, REACTION_HELP, site(namespace, site));
    series.add(BLIND, BLIND_HELP, site(namespace, site), 0);
    for (Operation operation : Operation.values()) {
      for (Result result : Result.values()) {
        series.add(SUSPENDS, SUSPENDS_HELP, suspends(namespace, site, operation, result), 0);
      }
    }
  }

  private static Tags suspends(String namespace, String site, Operation operation, Result result) {
    return site(namespace, site)
        .and(
            "operation",
            operation.name().toLowerCase(Locale.ROOT),
            "result",
            result.name().toLowerCase(Locale.ROOT));
  }

  static Tags site(String namespace, String site) {
    return Tags.of("namespace", String.valueOf(namespace), "site", String.valueOf(site));
  }
}
