package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStep;
import io.pra.failback.api.DrillSummary;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    return Words.time(millis(steps, phase));
  }

  /** One row for each phase that any of them was in, in the order of the phases. */
  List<Phase> phases() {
    return Stream.concat(steps.stream(), before.stream().flatMap(one -> one.steps().stream()))
        .map(Step::phase)
        .distinct()
        .sorted()
        .toList();
  }

  /** What this drill is measured by: the last one that was completed; empty if none was. */
  Optional<Before> yardstick() {
    return before.stream().filter(one -> one.outcome() == DrillOutcome.Completed).findFirst();
  }

  /** The heads of the table: this drill, how it compares, then the others. */
  List<String> heads(int number) {
    return columns(
        "step",
        "drill %d".formatted(number),
        yardstick().map(one -> "against drill %d".formatted(one.number())),
        before.stream()
            .map(
                one ->
                    "drill %d, %s %s"
                        .formatted(
                            one.number(),
                            one.outcome().name().toLowerCase(Locale.ROOT),
                            Words.day(one.endedAt()))));
  }

  /** A row of the table. */
  List<String> row(Phase phase) {
    return columns(
        phase.name(),
        took(phase),
        yardstick().map(one -> difference(millis(steps, phase), millis(one.steps(), phase))),
        before.stream().map(one -> one.took(phase)));
  }

  /** The last row: the whole of each. */
  List<String> whole() {
    long millis = steps.stream().mapToLong(Step::millis).sum();
    return columns(
        "the whole drill",
        Words.time(millis),
        yardstick().map(one -> difference(millis, one.millis())),
        before.stream().map(one -> Words.time(one.millis())));
  }

  private static List<String> columns(
      String first, String now, Optional<String> compared, Stream<String> others) {
    return Stream.concat(Stream.concat(Stream.of(first, now), compared.stream()), others).toList();
  }

  /** Null for a phase that was not entered. */
  static Long millis(List<Step> steps, Phase phase) {
    return steps.stream()
        .filter(step -> step.phase() == phase)
        .findFirst()
        .map(Step::millis)
        .orElse(null);
  }

  /** Such as {@code 12 s longer}; nothing where one of them was not in the phase. */
  private static String difference(Long now, Long then) {
    if (now == null || then == null) {
      return "–";
    }
    long more = now - then;
    return more == 0
        ? "the same"
        : Words.time(Math.abs(more)) + (more > 0 ? " longer" : " shorter");
  }
}
