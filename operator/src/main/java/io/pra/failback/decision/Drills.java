package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.PlanMode;
import java.util.Optional;

/**
 * Drills: beside what is decided of the real sites, the same is decided of a failback that is only
 * thought. What is real comes first: its decision is made as if there were no drill, and a real
 * episode ends it.
 */
final class Drills {
  private static final String BACK = "spec.mode to Failback";

  private Drills() {}

  static DrillDecision beside(Observation seen, Decision real) {
    FailbackPlanStatus before = seen.status();
    boolean wanted = seen.spec().mode() == PlanMode.Drill;
    if (before.isDrilling()) {
      return goOn(seen, real, wanted);
    }
    if (!wanted) {
      return new DrillDecision.None();
    }
    if (before.drills().answered()) {
      return new DrillDecision.Answered();
    }
    if (real.phase().inEpisode()) {
      return new DrillDecision.Refused(
          new Stall(
              "DrillRefused",
              "no drill is held while %s is open".formatted(real.episode().id()),
              "set %s; and to Drill again once the episode is completed".formatted(BACK)));
    }
    return whyNotYet(seen, real)
        .<DrillDecision>map(DrillDecision.Waits::new)
        .orElseGet(() -> new DrillDecision.Begins(begin(seen)));
  }

  private static DrillDecision goOn(Observation seen, Decision real, boolean wanted) {
    String id = seen.status().drill().episode().id();
    if (real.phase().inEpisode()) {
      return new DrillDecision.Ends(
          DrillOutcome.Interrupted,
          "%s was interrupted: %s has begun, and it is real".formatted(id, real.episode().id()),
          wanted);
    }
    if (!wanted) {
      return new DrillDecision.Ends(
          DrillOutcome.Stopped, "%s was stopped: the mode was set back".formatted(id), false);
    }
    return Simulation.step(seen);
  }

  /** Each of these is over by itself, or by what is said. */
  private static Optional<Stall> whyNotYet(Observation seen, Decision real) {
    if (seen.spec().paused()) {
      return wait(
          "Paused", "the plan is paused", new Commands(seen.namespace(), seen.name()).resume());
    }
    if (real.authority() != Authority.Primary) {
      return wait("NoAuthority", "it is not known yet which site serves", "see status.message");
    }
    if (real.failoverSeenSince() != null) {
      return wait("FailoverSuspected", "a failover is suspected", "wait: it is soon known");
    }
    int limit = seen.spec().guard().maxVirtualMachines();
    int machines = seen.pairs().size();
    if (machines > limit) {
      return wait(
          "TooManyVirtualMachines",
          "an episode would be about %d VMs and spec.guard.maxVirtualMachines is %d"
              .formatted(machines, limit),
          "narrow the waves, or raise the limit");
    }
    return Optional.empty();
  }

  private static Optional<Stall> wait(String reason, String why, String next) {
    return Optional.of(new Stall(reason, "the drill has not begun: " + why, next));
  }

  /** As after a failover: the recovery site serves, and every VM of the primary is held. */
  private static DrillStatus begin(Observation seen) {
    DrillStatus last = seen.status().drill();
    int number = last == null ? 1 : last.episode().number() + 1;
    return DrillStatus.begin(
        Episode.beginDrill(number, seen.now(), Episodes.machines(seen.pairs())));
  }
}
