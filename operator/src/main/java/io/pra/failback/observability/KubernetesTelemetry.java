package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** How it stands with the API server. */
public final class KubernetesTelemetry {
  private final Series series;

  KubernetesTelemetry(Series series) {
    this.series = series;
  }

  /** Whether it answers what is asked, and its watches tell what happens. */
  public void reachable(BooleanSupplier now) {
    series.compute(
        "failback_kubernetes_reachable",
        "1 if the API server answers and its watches tell what happens.",
        Tags.empty(),
        () -> now.getAsBoolean() ? 1 : 0);
  }

  /** How many Events are not written yet, asked when it is read. */
  public void eventsWaiting(IntSupplier now) {
    series.compute(
        "failback_kubernetes_events_waiting",
        "Events that are not written yet: the API server is away, or does not let the operator.",
        Tags.empty(),
        now::getAsInt);
  }

  /** Whether the API server checks that people approve in their own names only. */
  public void approvalsGuarded(boolean guarded) {
    series.set(
        "failback_approvals_guarded",
        "1 if the API server has the policies that check who approves, as they are shipped.",
        Tags.empty(),
        guarded ? 1 : 0);
  }

  /** Watches that told nothing were replaced so many times more. */
  public void watchesReplaced(int times) {
    series.add(
        "failback_kubernetes_watches_replaced",
        "How often all watches were replaced because one had fallen silent.",
        Tags.empty(),
        times);
  }

  /**
   * A call did not succeed.
   *
   * @param code HTTP status; 0 if there was no answer
   */
  public void failed(int code) {
    series.add(
        "failback_kubernetes_failures",
        "Reconciliations that ended because the API server refused or did not answer, by HTTP"
            + " status; 0 is no answer.",
        Tags.of("code", Integer.toString(code)),
        1);
  }

  /** So many sites and plans cannot be worked on now, because the API server is in the way. */
  public void troubled(int objects) {
    series.set(
        "failback_kubernetes_troubled_objects",
        "Sites and plans whose last reconciliation the API server has prevented.",
        Tags.empty(),
        objects);
  }
}
