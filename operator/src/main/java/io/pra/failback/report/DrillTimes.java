package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStep;
import io.pra.failback.api.DrillSummary;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is said of a drill and of no episode: how long each step took, beside the drills before.
 *
 * @param steps of this drill
 * @param before the drills before it, newest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillTimes(List<Step> steps, List<Before> before) {
  public DrillTimes {
    steps = steps == null ? List.of() : List.copyOf(steps);
    before = before == null ? List.of() : List.copyOf(before);
  }

  /** How long a drill was in a phase, over all attempts. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Step(Phase phase, long millis) {
    static List<Step> of(List<DrillStep> steps) {
      return steps.stream()
          .map(step -> new Step(step.phase(), Math.round(step.seconds() * 1000)))
          .toList();
    }
  }

  /** A drill before. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Before(
      int number, DrillOutcome outcome, Instant endedAt, long millis, List<Step> steps) {
    public Before {
      steps = steps == null ? List.of() : List.copyOf(steps);
    }

    static Before of(DrillSummary drill) {
      return new Before(
          drill.number(),
          drill.outcome(),
          drill.endedAt(),
          Math.round(drill.seconds() * 1000),
          Step.of(drill.steps()));
    }

    String took(Phase phase) {
      return DrillTimes.took(steps, phase);
    }
  }

  static DrillTimes of(PlanSnapshot now) {
    FailbackPlanStatus status = now.status();
    int number = now.drill().episode().number();
    List<DrillStep> steps =
        now.drill().isUnderWay() ? now.drill().stepsUntil(now.at()) : now.drill().steps();
    return new DrillTimes(
        Step.of(steps),
        Stream.concat(Stream.ofNullable(status.lastDrill()), status.drills().earlier().stream())
            .filter(drill -> drill.number() < number)
            .map(Before::of)
            .toList());
  }

  String took(Phase phase) {
    return took(steps, phase);
  }

  private static String took(List<Step> steps, Phase phase) {
    return steps.stream()
        .filter(step -> step.phase() == phase)
        .findFirst()
        .map(step -> Words.time(step.millis()))
        .orElse("–");
  }

  /** One row for each phase that any of them was in, in the order of the phases. */
  List<Phase> phases() {
    return Stream.concat(steps.stream(), before.stream().flatMap(one -> one.steps().stream()))
        .map(Step::phase)
        .distinct()
        .sorted()
        .toList();
  }

  /** The heads of the table: this drill, then the others. */
  List<String> heads(int number) {
    return Stream.concat(
            Stream.of("phase", "drill %d".formatted(number)),
            before.stream().map(one -> "drill %d, %s".formatted(one.number(), one.outcome())))
        .toList();
  }

  /** A row of the table. */
  List<String> row(Phase phase) {
    return Stream.concat(
            Stream.of(phase.name(), took(phase)), before.stream().map(one -> one.took(phase)))
        .toList();
  }

  /** The last row: the whole of each. */
  List<String> whole() {
    long millis = steps.stream().mapToLong(Step::millis).sum();
    return Stream.concat(
            Stream.of("all", Words.time(millis)),
            before.stream().map(one -> Words.time(one.millis())))
        .toList();
  }
}
