package io.pra.failback.reconcile;

import io.pra.failback.clock.ClockReading;
import io.pra.failback.clock.ClockWatch.Kind;
import io.pra.failback.clock.ClockWatch.Step;
import io.pra.failback.clock.SteadyClock;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells people that a clock has been stepped: metrics, and an Event on every plan. */
public final class ClockReport {
  private static final Logger log = LoggerFactory.getLogger(ClockReport.class);

  private final Telemetry telemetry;
  private final Announcer announcer;
  private final RuleBook rules;
  private final BooleanSupplier leads;
  private final AtomicReference<Turn> untold = new AtomicReference<>();

  ClockReport(Telemetry telemetry, Announcer announcer, RuleBook rules, BooleanSupplier leads) {
    this.telemetry = telemetry;
    this.announcer = announcer;
    this.rules = rules;
    this.leads = leads;
  }

  /** How the clocks stand now. */
  public void read(ClockReading reading) {
    telemetry.clocks(
        seconds(reading.wallAhead()),
        reading.serverAhead().map(ClockReport::seconds).orElse(Double.NaN));
    tellOnPlans();
  }

  /** A clock leapt: told in the log at once, and on the plans as soon as this process leads. */
  public void stepped(Step step) {
    telemetry.clockStepped();
    Turn turn = turn(step);
    log.atLevel(turn.warning() ? Level.WARN : Level.INFO)
        .log("event={} message=\"{}\"", turn.reason(), turn.message());
    untold.set(turn);
    tellOnPlans();
  }

  private void tellOnPlans() {
    List<RuleBook.Entry> plans = rules.all();
    if (untold.get() != null && !plans.isEmpty() && leads.getAsBoolean()) {
      Turn turn = untold.getAndSet(null);
      plans.forEach(plan -> announcer.tell(plan.object(), turn));
    }
  }

  private static Turn turn(Step step) {
    String by = "%+.0f s".formatted(seconds(step.by()));
    if (step.ahead().abs().compareTo(SteadyClock.AGREE) <= 0) {
      return switch (step.kind()) {
        case TIME_CAUGHT_UP ->
            Turn.warning(
                "ClockCaughtUp",
                "the operator's machine slept: %s went by that it did not count".formatted(by));
        case WALL_CLOCK_STEPPED ->
            Turn.normal(
                "ClockWell",
                "the clock of the operator's machine moved by %s, and is right again"
                    .formatted(by));
        case SERVER_CLOCK_STEPPED ->
            Turn.normal(
                "ClockWell",
                "the API server's clock moved by %s, and is right again".formatted(by));
      };
    }
    String whose =
        step.kind() == Kind.SERVER_CLOCK_STEPPED
            ? "the API server's clock"
            : "the clock of the operator's machine";
    return Turn.warning(
        "ClockStep",
        "%s leapt by %s, and is wrong by %+.0f s; deadlines go on as if it had not. Next: synchronise it"
            .formatted(whose, by, seconds(step.ahead())));
  }

  private static double seconds(Duration of) {
    return of.toMillis() / 1e3;
  }
}
