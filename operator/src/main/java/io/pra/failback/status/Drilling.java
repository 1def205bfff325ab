package io.pra.failback.status;

import io.pra.failback.api.DrillLog;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.DrillSummary;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.decision.Decision;
import io.pra.failback.decision.DrillDecision;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the status of a plan says of its drills.
 *
 * @param drill under way, or the last one; null before the first
 * @param last the last one that is over; null before
 * @param log what is remembered of them; null within a drill
 * @param turns of the plan: that a drill was refused, began, or is over
 * @param simulated turns of the drill: they are told, and are no part of the plan's timeline
 */
record Drilling(
    DrillStatus drill, DrillSummary last, DrillLog log, List<Turn> turns, List<Turn> simulated) {
  /** With the last one these make five. */
  private static final int MOST_EARLIER = 4;

  /** Within a drill there is no other: what would have been done is all there is to tell. */
  static Drilling within(List<Turn> simulated) {
    return new Drilling(null, null, null, simulated, List.of());
  }

  static Drilling next(Observation seen, Decision decision, Long generation) {
    FailbackPlanStatus before = seen.status();
    DrillDecision decided = decision.drill();
    List<Turn> turns = new ArrayList<>();
    List<Turn> simulated = new ArrayList<>();
    DrillStatus drill = before.drill();
    if (decided instanceof DrillDecision.Begins begins) {
      drill = begins.drill();
      turns.add(
          Turn.normal(
              "DrillBegan",
              "%s begins: every effect is simulated, no VM, name or service is touched"
                  .formatted(drill.episode().id())));
    } else if (decided instanceof DrillDecision.Walks walks) {
      drill = walked(before.drill(), walks, generation, simulated);
    } else if (decided instanceof DrillDecision.Ends ends) {
      drill = before.drill().ended(ends.how(), seen.now(), ends.why());
    } else if (decided instanceof DrillDecision.Refused refused) {
      turns.add(
          Turn.warning(
              "DrillRefused", refused.why().message() + ". Next: " + refused.why().nextStep()));
    }
    boolean isOver = before.isDrilling() && !drill.isUnderWay();
    if (isOver) {
      turns.add(new Turn(drill.outcome() != DrillOutcome.Completed, "DrillEnded", drill.message()));
    }
    return new Drilling(
        drill,
        isOver ? drill.summary() : before.lastDrill(),
        log(seen, decided, isOver ? drill : null),
        turns,
        simulated);
  }

  /** The drill after a step, as the status of a plan would be after it. */
  private static DrillStatus walked(
      DrillStatus before, DrillDecision.Walks walks, Long generation, List<Turn> told) {
    PlanStatusFactory.Result result =
        PlanStatusFactory.drilled(walks.seen(), walks.decided(), walks.simulated(), generation);
    FailbackPlanStatus after = result.status();
    result.turns().stream().map(turn -> marked(before.episode().id(), turn)).forEach(told::add);
    Instant now = walks.seen().now();
    boolean moved = after.phase() != before.phase();
    DrillStatus next =
        new DrillStatus(
            null,
            null,
            after.phase(),
            after.authority(),
            after.message(),
            after.nextAction(),
            after.episode(),
            after.request(),
            after.approvedBy(),
            after.pairs(),
            after.waves(),
            after.checklist(),
            after.actions(),
            after.measurements(),
            after.dataAtStake(),
            walks.started(),
            walks.stopped(),
            moved ? now : before.phaseSince(),
            moved ? before.stepsUntil(now) : before.steps(),
            after.timeline(),
            after.conditions());
    return after.phase() == Phase.Completed
        ? next.ended(
            DrillOutcome.Completed,
            now,
            "%s is complete: nothing was touched".formatted(after.episode().id()))
        : next;
  }

  /** Nobody at 3 a.m. may take it for real. */
  private static Turn marked(String id, Turn turn) {
    return new Turn(turn.warning(), "Drill" + turn.reason(), id + ": " + turn.message());
  }

  private static DrillLog log(Observation seen, DrillDecision decided, DrillStatus over) {
    DrillLog was = seen.status().drills();
    List<DrillSummary> earlier = new ArrayList<>(was.earlier());
    Instant from = was.countFrom() == null ? seen.now() : was.countFrom();
    if (over != null) {
      if (seen.status().lastDrill() != null) {
        earlier.add(0, seen.status().lastDrill());
      }
      from = over.outcome() == DrillOutcome.Completed ? over.endedAt() : from;
    }
    return new DrillLog(
        decided.answers(), from, earlier.subList(0, Math.min(MOST_EARLIER, earlier.size())));
  }

  /** What is real is said first, and what is in its way alone. */
  private boolean isToBeShown(Observation seen, Decision decision) {
    return drill != null
        && drill.isUnderWay()
        && decision.stall().isEmpty()
        && decision.failoverSeenSince() == null
        && !seen.spec().paused();
  }

  String message(Observation seen, Decision decision) {
    return isToBeShown(seen, decision)
        ? "%s; %s, in %s: %s"
            .formatted(decision.message(), drill.episode().id(), drill.phase(), drill.message())
        : decision.message();
  }

  String nextAction(Observation seen, Decision decision) {
    return isToBeShown(seen, decision) ? drill.nextAction() : decision.nextAction();
  }

  /** Both conditions of drills. */
  void conditions(ConditionSet set, Observation seen, DrillDecision decided) {
    if (log == null) {
      return;
    }
    if (drill != null && drill.isUnderWay()) {
      set.put(
          "Drilling",
          true,
          "UnderWay",
          "%s, in %s; all of it is simulated".formatted(drill.episode().id(), drill.phase()));
    } else if (decided instanceof DrillDecision.Refused refused) {
      set.put(
          "Drilling",
          false,
          "DrillRefused",
          why(refused.why().message(), refused.why().nextStep()));
    } else if (decided instanceof DrillDecision.Waits waits) {
      set.put(
          "Drilling",
          false,
          waits.why().reason(),
          why(waits.why().message(), waits.why().nextStep()));
    } else if (decided instanceof DrillDecision.Answered) {
      seen.status()
          .condition("Drilling")
          .ifPresent(was -> set.put("Drilling", "False", was.getReason(), was.getMessage()));
    } else if (decided instanceof DrillDecision.None || drill == null) {
      set.put("Drilling", false, "NotDrilling", "no drill is under way");
    } else {
      set.put("Drilling", false, drill.outcome().name(), why(drill.message(), drill.nextAction()));
    }
    overdue(set, seen);
  }

  private static String why(String message, String next) {
    return message + ". Next: " + next;
  }

  private void overdue(ConditionSet set, Observation seen) {
    int every = seen.spec().drillEverySeconds();
    if (every == 0) {
      set.put("DrillOverdue", false, "NotDemanded", "spec.drillEverySeconds is 0");
      return;
    }
    Instant due = log.countFrom().plus(Duration.ofSeconds(every));
    boolean late = !seen.now().isBefore(due);
    set.put(
        "DrillOverdue",
        late,
        late ? "Overdue" : "NotDue",
        "%s %s".formatted(late ? "a drill was due at" : "the next drill is due at", due));
  }
}
