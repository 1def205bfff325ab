package io.pra.failback.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ReportDue;
import io.pra.failback.api.ReportHead;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.PlanDecision;
import io.pra.failback.decision.World;
import io.pra.failback.vsphere.PowerState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportingTest {
  private static final ReportHead HEAD = new ReportHead("erp-episode-1", 1, "ab");

  private final World world = new World();

  private void persist(ReportNews news) {
    Observation seen = world.observation();
    world.status =
        PlanStatusFactory.build(seen, PlanDecision.decide(seen), 1L, Meter.ZERO, news).status();
  }

  private static ReportNews written(String... settled) {
    return new ReportNews(true, 1, List.of(), Optional.of(HEAD), Set.of(settled), Optional.empty());
  }

  private Condition intact() {
    return ConditionSet.find(world.status.conditions(), "ReportsIntact").orElseThrow();
  }

  @Test
  void aCompletedEpisodeIsDueUntilItsRecordIsWritten() {
    world.reach(Phase.Closing);
    assertThat(world.status.reports().due()).isEmpty();

    world.reach(Phase.Completed);
    persist(ReportNews.NONE);
    assertThat(world.status.reports().due()).extracting(ReportDue::id).containsExactly("episode-1");

    persist(written("episode-1"));
    assertThat(world.status.reports().due()).isEmpty();
    assertThat(world.status.reports().head()).isEqualTo(HEAD);

    persist(ReportNews.NONE);
    assertThat(world.status.reports().head()).as("outlives a restart").isEqualTo(HEAD);
  }

  @Test
  void aDisasterBeforeTheEpisodeIsClosedMakesItDue() {
    world.reach(Phase.Closing);

    world.primary.powerAll(PowerState.POWERED_OFF);
    world.settle();
    world.recovery.powerAll(PowerState.POWERED_ON);
    world.settle();
    world.pass(30).settle();

    assertThat(world.status.episode().number()).isEqualTo(2);
    assertThat(world.status.reports().due()).extracting(ReportDue::id).containsExactly("episode-1");
  }

  @Test
  void whatWasFoundStandsUntilTheNextLeaderHasLooked() {
    persist(ReportNews.NONE);
    assertThat(intact().getStatus()).isEqualTo("Unknown");

    persist(
        new ReportNews(
            true, 1, List.of("x is missing"), Optional.of(HEAD), Set.of(), Optional.empty()));
    assertThat(intact().getReason()).isEqualTo("ChainBroken");

    persist(ReportNews.NONE);
    assertThat(intact().getReason()).isEqualTo("ChainBroken");
    assertThat(intact().getMessage()).contains("x is missing");

    persist(written());
    assertThat(intact().getStatus()).isEqualTo("True");
  }
}
