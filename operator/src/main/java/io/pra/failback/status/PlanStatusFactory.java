package io.pra.failback.status;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Measurements;
import io.pra.failback.api.PairCounts;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ReportStatus;
import io.pra.failback.api.Side;
import io.pra.failback.api.TimelineEntry;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Pair;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Builds the status of a plan. */
public final class PlanStatusFactory {
  private static final int LONGEST_TIMELINE = 50;
  private static final int LONGEST_LINE = 500;

  private PlanStatusFactory() {}

  /**
   * A status, and what has turned since the one before.
   *
   * @param status to be written
   * @param turns to be told
   */
  public record Result(FailbackPlanStatus status, List<Turn> turns) {}

  public static Result build(Observation seen, Decision decision, Long generation, Meter meter) {
    return build(seen, decision, generation, meter, ReportNews.NONE);
  }

  public static Result build(
      Observation seen, Decision decision, Long generation, Meter meter, ReportNews news) {
    Drilling drilling = Drilling.next(seen, decision, generation);
    return build(seen, decision, generation, meter, news, drilling);
  }

  /**
   * The status of a plan if a drill of it were real.
   *
   * @param simulated what would have been done
   */
  static Result drilled(
      Observation thought, Decision decided, List<Turn> simulated, Long generation) {
    Drilling within = Drilling.within(simulated);
    return build(thought, decided, generation, Meter.ZERO, ReportNews.NONE, within);
  }

  private static Result build(
      Observation seen,
      Decision decision,
      Long generation,
      Meter meter,
      ReportNews news,
      Drilling drilling) {
    List<Pair> pairs = seen.pairs();
    DualActivity dual = DualActivity.dual(seen, decision, pairs);
    DualActivity none = DualActivity.none(decision, pairs);
    Measurements measured = measure(seen, decision, meter);
    List<Turn> turns = new ArrayList<>(PlanTurns.of(seen, decision, dual, none));
    turns.addAll(PlanTurns.objectives(seen, measured));
    turns.addAll(drilling.turns());
    long held =
        pairs.stream()
            .filter(pair -> !pair.primary().isEmpty() && !pair.mayRun(Side.Primary))
            .count();
    ReportStatus reports = Reporting.next(seen, decision, news, drilling);
    boolean holding = decision.phase().inEpisode() && decision.authority().holds(Side.Primary);
    FailbackPlanStatus status =
        new FailbackPlanStatus(
            generation,
            seen.status().revision() + 1,
            decision.phase(),
            decision.authority(),
            PlainText.of(drilling.message(seen, decision), LONGEST_LINE),
            PlainText.of(drilling.nextAction(seen, decision), LONGEST_LINE),
            "%d/%d".formatted(holding ? held : 0, pairs.size()),
            dual.status(),
            PlainText.of(String.join(",", decision.approvedBy()), LONGEST_LINE),
            decision.episode(),
            decision.request(),
            decision.approvedBy(),
            counts(pairs),
            decision.waves(),
            decision.checks(),
            decision.actions(),
            measured,
            decision.phase().inEpisode() ? decision.atStake() : null,
            decision.vpgs(),
            decision.capacity(),
            decision.failoverSeenSince(),
            decision.declarationAnswered(),
            timeline(seen, decision, turns),
            reports,
            drilling.drill(),
            drilling.last(),
            drilling.log(),
            PlanConditions.of(
                seen, decision, pairs, dual, none, generation, reports, news, drilling));
    List<Turn> told = new ArrayList<>(turns);
    told.addAll(drilling.simulated());
    return new Result(status, told);
  }

  private static PairCounts counts(List<Pair> pairs) {
    int primary = 0;
    int recovery = 0;
    int both = 0;
    int neither = 0;
    int unpaired = 0;
    for (Pair pair : pairs) {
      boolean atPrimary = pair.runs(Side.Primary);
      boolean atRecovery = pair.runs(Side.Recovery);
      primary += atPrimary ? 1 : 0;
      recovery += atRecovery ? 1 : 0;
      both += atPrimary && atRecovery ? 1 : 0;
      neither += !pair.mayRun(Side.Primary) && !pair.mayRun(Side.Recovery) ? 1 : 0;
      unpaired += pair.recovery().isEmpty() && pair.recoveryReadable() ? 1 : 0;
    }
    return new PairCounts(pairs.size(), primary, recovery, both, neither, unpaired);
  }

  private static Measurements measure(Observation seen, Decision decision, Meter meter) {
    Episode episode = decision.episode();
    if (episode == null) {
      return null;
    }
    Episode before = seen.status().episode();
    boolean same = before != null && before.number() == episode.number();
    Measurements sofar =
        same && seen.status().measurements() != null
            ? seen.status().measurements()
            : new Measurements(0, 0, 0, 0, null, null, null, 0, null);
    if (!decision.phase().inEpisode() && !seen.status().phase().inEpisode()) {
      return sofar;
    }
    Instant heldSince = episode.firstHeldAt();
    boolean holding = decision.authority() == Authority.Recovery;
    double holdSeconds =
        heldSince != null && holding ? seconds(heldSince, seen.now()) : sofar.holdSeconds();
    PeopleWait waited =
        new PeopleWait(sofar.waitedForPeopleSeconds(), sofar.waitsForPeopleSince())
            .next(
                sofar.rtoSeconds() == null && heldSince != null && decision.asksPeople(),
                seen.now());
    // Once measured it stands: a later approval, of an edited plan, is not what users waited for.
    Double rto = sofar.rtoSeconds();
    Double rtoWithoutWait = sofar.rtoWithoutWaitSeconds();
    if (rto == null
        && episode.servingAt() != null
        && heldSince != null
        && episode.approvedAt() != null) {
      rto = seconds(heldSince, episode.servingAt());
      rtoWithoutWait = Math.max(0, rto - waited.seconds());
    }
    return new Measurements(
        rounded(sofar.exposureSeconds() + meter.exposureSeconds()),
        Math.max(sofar.longestExposureMillis(), meter.longestExposureMillis()),
        rounded(sofar.dualActiveSeconds() + meter.dualActiveSeconds()),
        rounded(holdSeconds),
        rto == null ? null : rounded(rto),
        rtoWithoutWait == null ? null : rounded(rtoWithoutWait),
        lost(decision, sofar),
        rounded(waited.seconds()),
        waited.since());
  }

  /** What the switch has lost, once the recovery site writes no more. */
  private static Double lost(Decision decision, Measurements sofar) {
    if (!decision.phase().inEpisode()) {
      return sofar.rpoSeconds();
    }
    boolean switched =
        decision.phase().compareTo(Phase.Activating) >= 0
            && decision.authority() == Authority.Primary;
    return switched && decision.atStake() != null ? (double) decision.atStake().seconds() : null;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  private static List<TimelineEntry> timeline(
      Observation seen, Decision decision, List<Turn> turns) {
    List<TimelineEntry> timeline = new ArrayList<>(seen.status().timeline());
    Instant now = seen.now().truncatedTo(ChronoUnit.MILLIS);
    turns.forEach(
        turn ->
            timeline.add(
                new TimelineEntry(
                    now,
                    decision.phase(),
                    turn.reason() + ": " + PlainText.of(turn.message(), LONGEST_LINE))));
    int surplus = Math.max(0, timeline.size() - LONGEST_TIMELINE);
    return List.copyOf(timeline.subList(surplus, timeline.size()));
  }
}
