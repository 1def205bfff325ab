package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.DrillOutcome;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Anything happens in any order. A failure is shrunk to the shortest story that shows it, and told
 * one line per deed: where the plan stood after it, and what it was.
 */
class PlanPropertiesTest {
  /** The ordinary run plays the same stories each time; another number plays others. */
  private static final String STORIES = "20261125";

  private static final int LONGEST = 120;
  private static final String DRILLS = "drills";

  /** Phases in which a drill waits for people or checks; the others it only passes through. */
  private static final Set<Phase> AWAITED =
      EnumSet.of(
          Phase.Holding,
          Phase.AwaitingApproval,
          Phase.Activating,
          Phase.Verifying,
          Phase.CuttingOver,
          Phase.Reprotecting,
          Phase.Closing);

  /** How things stand when the plan is new. */
  enum Beginning {
    PRODUCTION_AT_THE_RECOVERY,
    PRODUCTION_AT_THE_RECOVERY_OVERLAP_ALLOWED,
    PRODUCTION_AT_THE_RECOVERY_ACTIONS_IN_WAVES,
    PRODUCTION_AT_THE_PRIMARY,
    A_DRILL,
    A_DRILL_OVERLAP_ALLOWED_ACTIONS_IN_WAVES;

    World world() {
      return switch (this) {
        case PRODUCTION_AT_THE_RECOVERY -> World.afterFailover();
        case PRODUCTION_AT_THE_RECOVERY_OVERLAP_ALLOWED -> World.overlapAllowed();
        case PRODUCTION_AT_THE_RECOVERY_ACTIONS_IN_WAVES -> World.withWaveActions();
        case PRODUCTION_AT_THE_PRIMARY -> atThePrimary(new World());
        case A_DRILL -> drilling(new World());
        case A_DRILL_OVERLAP_ALLOWED_ACTIONS_IN_WAVES -> {
          World world = World.withWaveActions();
          world.plan.patch("overlap: Allowed\nfinalSync: null");
          yield drilling(world);
        }
      };
    }

    private static World atThePrimary(World world) {
      world.primary.powerAll(PowerState.POWERED_ON);
      world.recovery.powerAll(PowerState.POWERED_OFF);
      return world;
    }

    private static World drilling(World world) {
      world.plan.patch("mode: Drill");
      return atThePrimary(world);
    }
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    List<Deed> weighed =
        Deed.all().stream()
            .flatMap(deed -> Collections.nCopies(deed.weight(), deed).stream())
            .toList();
    return Arbitraries.of(weighed)
        .list()
        .ofMaxSize(LONGEST)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE, seed = STORIES)
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  void noOrderOfDeedsBreaksTheLaw(@ForAll Beginning beginning, @ForAll("deeds") List<Deed> deeds) {
    Story story = new Story(beginning.world());
    for (Deed deed : deeds) {
      story.then(deed);
      collect(story.world.status);
    }
    Statistics.coverage(
        coverage ->
            List.of(Phase.values()).forEach(phase -> coverage.check(phase).count(n -> n > 0)));
    Statistics.label(DRILLS)
        .coverage(
            coverage -> {
              AWAITED.forEach(phase -> coverage.check("in " + phase).count(n -> n > 0));
              List.of(DrillOutcome.values())
                  .forEach(how -> coverage.check(how.name()).count(n -> n > 0));
            });
  }

  private static void collect(FailbackPlanStatus status) {
    Statistics.collect(status.phase());
    DrillStatus drill = status.drill();
    Statistics.label(DRILLS)
        .collect(
            drill == null
                ? "none"
                : drill.isUnderWay() ? "in " + drill.phase() : drill.outcome().name());
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE, seed = STORIES)
  void everyWayOutThatAStallNamesLeadsOutOfIt(
      @ForAll Beginning beginning, @ForAll("deeds") List<Deed> deeds) {
    Story story = new Story(beginning.world());
    Set<String> tried = new HashSet<>();
    for (Deed deed : deeds) {
      story.then(
          deed,
          (world, decision) ->
              decision
                  .stall()
                  .filter(stall -> tried.add(world.status.phase() + stall.reason()))
                  .ifPresent(stall -> WaysOut.checkEach(world, stall)));
    }
  }

  @Property(tries = 80, edgeCases = EdgeCasesMode.NONE, seed = STORIES)
  void whateverHasHappenedWhoDoesWhatThePlanSaysGetsToTheEnd(
      @ForAll Beginning beginning, @ForAll("deeds") List<Deed> deeds) {
    Story story = new Story(beginning.world());
    deeds.forEach(story::then);
    story.then(new Deed(1, "people do what the plan says", WaysOut::followToTheEnd));
    assertThat(story.world.status.phase()).isEqualTo(Phase.Completed);
  }
}
