package io.pra.failback.decision;

import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanStatus;
import java.util.List;

/**
 * What has become of a drill. There is no {@link Effect} in it: what a drill would do to the world
 * has nowhere to go but into what is written about it.
 */
public sealed interface DrillDecision {
  /** Whether anything that the next step rests on differs from what is persisted. */
  default boolean changes(FailbackPlanStatus before) {
    return true;
  }

  /** Whether {@code mode: Drill} has had its answer. */
  default boolean answers() {
    return true;
  }

  /** Nothing is wanted: the next {@code mode: Drill} counts. */
  record None() implements DrillDecision {
    @Override
    public boolean changes(FailbackPlanStatus before) {
      return before.drills().answered();
    }

    @Override
    public boolean answers() {
      return false;
    }
  }

  /** The mode was answered before, and nobody has set it back since. */
  record Answered() implements DrillDecision {
    @Override
    public boolean changes(FailbackPlanStatus before) {
      return false;
    }
  }

  /** One is wanted and cannot begin yet. */
  record Waits(Stall why) implements DrillDecision {
    @Override
    public boolean changes(FailbackPlanStatus before) {
      return false;
    }

    @Override
    public boolean answers() {
      return false;
    }
  }

  /** One was wanted, and is not held: not now, and not later by itself. */
  record Refused(Stall why) implements DrillDecision {}

  /** One begins. */
  record Begins(DrillStatus drill) implements DrillDecision {}

  /**
   * One is under way.
   *
   * @param seen what it was decided on: the sites as they would be
   * @param decided what the real hour would have decided on that, without its effects
   * @param started primary VMs that would run now, for the drill has started them
   * @param stopped recovery VMs that would be down now, for the drill has stopped them
   * @param simulated what would have been done, to be told
   */
  record Walks(
      Observation seen,
      Decision decided,
      List<String> started,
      List<String> stopped,
      List<Turn> simulated)
      implements DrillDecision {
    public Walks {
      decided = decided.simulated();
      started = List.copyOf(started);
      stopped = List.copyOf(stopped);
      simulated = List.copyOf(simulated);
    }

    @Override
    public boolean changes(FailbackPlanStatus before) {
      return decided.moves(seen.status())
          || !started.equals(before.drill().started())
          || !stopped.equals(before.drill().stopped());
    }
  }

  /** One that was under way is over before its end. */
  record Ends(DrillOutcome how, String why, boolean answers) implements DrillDecision {}
}
