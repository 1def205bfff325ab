package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The drill under way, or the last one. All of it is about what is simulated: the plan's own phase,
 * authority and alarms are about what is real.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillStatus(
    @JsonPropertyDescription("Absent while it is under way.") DrillOutcome outcome,
    @JsonPropertyDescription("Absent while it is under way.") Instant endedAt,
    @JsonPropertyDescription("Phase of the drill.") Phase phase,
    @JsonPropertyDescription("Authority in the drill; it holds nothing.") Authority authority,
    @JsonPropertyDescription("The situation in one line.") String message,
    @JsonPropertyDescription("The command for a person, or what is waited for.") String nextAction,
    @JsonPropertyDescription("Its number, and the name for signOffs and abort: drill-<number>.")
        Episode episode,
    @JsonPropertyDescription("What people are asked to approve.") Request request,
    @JsonPropertyDescription("Users whose approval counts.") List<String> approvedBy,
    @JsonPropertyDescription("The simulated VM pairs.") PairCounts pairs,
    @JsonPropertyDescription("The waves.") List<WaveStatus> waves,
    @JsonPropertyDescription("The checks, which really run.") List<CheckStatus> checklist,
    @JsonPropertyDescription("The actions, simulated or done by people.")
        List<ActionStatus> actions,
    @JsonPropertyDescription("What it has cost.") Measurements measurements,
    @JsonPropertyDescription("What would be at stake.") DataAtStake dataAtStake,
    @JsonPropertyDescription("Primary VMs that would have been started.") List<String> started,
    @JsonPropertyDescription("Recovery VMs that would have been stopped.") List<String> stopped,
    @JsonPropertyDescription("Since when it is in its phase.") Instant phaseSince,
    @JsonPropertyDescription("How long it was in each phase before.") List<DrillStep> steps,
    @JsonPropertyDescription("What happened in it, the last 50.") List<TimelineEntry> timeline,
    @JsonPropertyDescription("The standing facts of the drill.") List<Condition> conditions) {
  public DrillStatus {
    approvedBy = approvedBy == null ? List.of() : List.copyOf(approvedBy);
    waves = waves == null ? List.of() : List.copyOf(waves);
    checklist = checklist == null ? List.of() : List.copyOf(checklist);
    actions = actions == null ? List.of() : List.copyOf(actions);
    started = started == null ? List.of() : List.copyOf(started);
    stopped = stopped == null ? List.of() : List.copyOf(stopped);
    steps = steps == null ? List.of() : List.copyOf(steps);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** A drill that begins: the recovery site serves, and the primary is held. */
  public static DrillStatus begin(Episode episode) {
    Instant now = episode.startedAt();
    return new DrillStatus(
        null,
        null,
        Phase.Holding,
        Authority.Recovery,
        "the drill begins",
        "wait",
        episode,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        now,
        null,
        List.of(new TimelineEntry(now, Phase.Holding, "DrillBegan: " + episode.id())),
        null);
  }

  @JsonIgnore
  public boolean isUnderWay() {
    return outcome == null;
  }

  /** How long it was in each phase until now, in the order in which they were first entered. */
  public List<DrillStep> stepsUntil(Instant now) {
    double seconds = Math.max(0, Duration.between(phaseSince, now).toMillis() / 1000.0);
    List<DrillStep> all = new ArrayList<>();
    boolean known = false;
    for (DrillStep step : steps) {
      boolean same = step.phase() == phase;
      all.add(same ? new DrillStep(phase, rounded(step.seconds() + seconds)) : step);
      known |= same;
    }
    if (!known && phase.inEpisode()) {
      all.add(new DrillStep(phase, rounded(seconds)));
    }
    return all;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  /** It is over. */
  public DrillStatus ended(DrillOutcome how, Instant at, String why) {
    return new DrillStatus(
        how,
        at,
        phase,
        authority,
        why,
        "nothing: set spec.mode to Failback before the next drill",
        episode,
        request,
        approvedBy,
        pairs,
        waves,
        checklist,
        actions,
        measurements,
        dataAtStake,
        started,
        stopped,
        at,
        stepsUntil(at),
        timeline,
        conditions);
  }

  /** In short; of one that is over. */
  public DrillSummary summary() {
    return new DrillSummary(
        episode.number(),
        outcome,
        endedAt,
        rounded(Duration.between(episode.startedAt(), endedAt).toMillis() / 1000.0),
        steps);
  }
}
