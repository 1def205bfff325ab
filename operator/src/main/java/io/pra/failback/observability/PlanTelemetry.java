package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;

/** How the plans stand, and what became of their episodes. */
public final class PlanTelemetry {
  private static final String EPISODES = "failback_episodes_completed";
  private static final String EPISODES_HELP = "Failbacks that were completed.";
  private static final String ROLLBACKS = "failback_rollbacks";
  private static final String ROLLBACKS_HELP = "Rollbacks that were begun.";
  private static final String APPROVALS = "failback_approvals";
  private static final String APPROVALS_HELP = "Approvals that people wrote, by result.";

  private final Series series;

  PlanTelemetry(Series series) {
    this.series = series;
  }

  /** How the plan stands now. */
  public void update(String namespace, String plan, PlanReading reading) {
    Tags tags = plan(namespace, plan);
    for (Phase phase : Phase.values()) {
      series.set(
          "failback_plan_phase",
          "1 for the phase the plan is in, 0 for the others.",
          tags.and("phase", phase.name()),
          is(phase == reading.phase()));
    }
    for (Authority authority : Authority.values()) {
      series.set(
          "failback_plan_authority",
          "1 for who has authority, 0 for the others.",
          tags.and("authority", authority.name()),
          is(authority == reading.authority()));
    }
    PlanFigures.set(series, tags, reading);
    series.add(EPISODES, EPISODES_HELP, tags, 0);
    series.add(ROLLBACKS, ROLLBACKS_HELP, tags, 0);
    series.add(APPROVALS, APPROVALS_HELP, tags.and("result", "counted"), 0);
    series.add(APPROVALS, APPROVALS_HELP, tags.and("result", "refused"), 0);
  }

  /** A failback was completed. */
  public void episodeCompleted(String namespace, String plan) {
    series.add(EPISODES, EPISODES_HELP, plan(namespace, plan), 1);
  }

  /** A rollback was begun. */
  public void rollback(String namespace, String plan) {
    series.add(ROLLBACKS, ROLLBACKS_HELP, plan(namespace, plan), 1);
  }

  /**
   * Somebody wrote an approval.
   *
   * @param counted false if it names another request than the open one
   */
  public void approval(String namespace, String plan, boolean counted) {
    series.add(
        APPROVALS,
        APPROVALS_HELP,
        plan(namespace, plan).and("result", counted ? "counted" : "refused"),
        1);
  }

  /** The plan was deleted: all its series go. */
  public void forget(String namespace, String plan) {
    series.remove(plan(namespace, plan));
  }

  private static double is(boolean yes) {
    return yes ? 1 : 0;
  }

  private static Tags plan(String namespace, String plan) {
    return Tags.of("namespace", namespace, "plan", plan);
  }
}
