package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every event in every phase, against the two tables in the resources of this package. A cell says
 * what the one decision after the event does.
 */
class PhaseEventTest {
  private static final Map<Table, Map<Phase, World>> AT_REST = new EnumMap<>(Table.class);
  private static final int COMES_TO_REST_WITHIN = 25;

  enum Table {
    FORBIDDEN("phase-event-forbidden.md"),
    ALLOWED("phase-event-allowed.md");

    private final String file;

    Table(String file) {
      this.file = file;
    }

    Map<Event, Map<Phase, String>> read() throws IOException {
      try (InputStream in = PhaseEventTest.class.getResourceAsStream(file)) {
        List<List<String>> rows =
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("|") && !line.startsWith("|-"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|")).map(String::trim))
                .map(Stream::toList)
                .toList();
        Map<Event, Map<Phase, String>> table = new LinkedHashMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
          Map<Phase, String> cells = new LinkedHashMap<>();
          for (int i = 1; i < row.size(); i++) {
            cells.put(Phase.valueOf(rows.get(0).get(i)), row.get(i));
          }
          table.put(Event.valueOf(row.get(0)), cells);
        }
        return table;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCellIsMissing(Table table) throws IOException {
    Map<Event, Map<Phase, String>> cells = table.read();

    assertThat(cells.keySet()).containsExactlyInAnyOrder(Event.values());
    cells.forEach(
        (event, row) -> {
          assertThat(row.keySet()).as(event.name()).containsExactly(Phase.values());
          assertThat(row.values()).as(event.name()).doesNotContain("");
        });
  }

  @TestFactory
  Stream<DynamicTest> whateverHappensWhereverItHappens() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Table table : Table.values()) {
      table
          .read()
          .forEach(
              (event, row) ->
                  row.forEach(
                      (phase, expected) ->
                          tests.add(
                              dynamicTest(
                                  "%s %s in %s: %s".formatted(table, event, phase, expected),
                                  () -> check(table, phase, event, expected)))));
    }
    return tests.stream();
  }

  private static void check(Table table, Phase phase, Event event, String expected) {
    boolean reachable = table == Table.FORBIDDEN || phase != Phase.Quiescing;
    if (!reachable) {
      assertThat(expected).isEqualTo("-");
      return;
    }
    String outcome = outcome(table, phase, event);
    boolean asBefore = expected.equals("=") || expected.equals("x");
    assertThat(outcome).isEqualTo(asBefore ? outcome(table, phase, Event.NOTHING) : expected);
    comesToRest(after(table, phase, event));
  }

  /** Nothing in the world moves, so in the end no decision may either. */
  private static void comesToRest(World world) {
    for (int i = 0; i < COMES_TO_REST_WITHIN; i++) {
      Observation seen = world.observation();
      Decision decision = PlanDecision.decide(seen);
      Law.check(world, seen, decision);
      FailbackPlanStatus before = world.status;
      world.persist(seen, decision);
      if (!decision.changes(before)) {
        assertThat(world.decide().changes(world.status)).isFalse();
        assertThat(world.decide().effects()).isEqualTo(decision.effects());
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + world.status.message());
  }

  private static String outcome(Table table, Phase phase, Event event) {
    World world = after(table, phase, event);
    Observation seen = world.observation();
    Decision decision = PlanDecision.decide(seen);
    Law.check(world, seen, decision);
    return moves(seen.status(), decision)
        + decision.stall().map(stall -> " !" + stall.reason()).orElse("");
  }

  private static String moves(FailbackPlanStatus before, Decision decision) {
    if (decision.phase() != before.phase()) {
      boolean back = decision.episode().rollback() != null;
      return "-> " + decision.phase() + (back ? ", back" : "");
    }
    if (decision.request() != null && !decision.request().equals(before.request())) {
      return "asks again";
    }
    if (decision.changes(before)) {
      return "notes";
    }
    if (decision.failoverSeenSince() != null) {
      return "suspects";
    }
    return decision.effects().stream().map(PhaseEventTest::verb).findFirst().orElse("waits");
  }

  private static String verb(Effect effect) {
    return effect instanceof Effect.PowerOn
        ? "starts"
        : effect instanceof Effect.RunAction ? "acts" : "stops";
  }

  private static World after(Table table, Phase phase, Event event) {
    World world =
        AT_REST
            .computeIfAbsent(table, ignored -> new EnumMap<>(Phase.class))
            .computeIfAbsent(phase, ignored -> in(table, phase))
            .copy();
    event.happen(world);
    return world;
  }

  /** At rest in a phase: it waits for a person, a probe, an action or a guest. */
  private static World in(Table table, Phase phase) {
    World world = table == Table.FORBIDDEN ? World.afterFailover() : World.overlapAllowed();
    switch (phase) {
      case Standby -> {
        world.primary.powerAll(PowerState.POWERED_ON);
        world.recovery.powerAll(PowerState.POWERED_OFF);
      }
      case Holding -> {
        world.turn();
        world.check("rpo", true);
      }
      case Quiescing -> {
        world.guestsObey = false;
        world.reach(phase);
      }
      case CuttingOver -> {
        world.reach(phase);
        world.actionsEnd = null;
      }
      case StoppingRecovery -> {
        world.reach(phase);
        world.guestsObey = false;
        if (table == Table.FORBIDDEN) {
          // It only confirms that the recovery is down, so there is no rest in it.
          return world;
        }
      }
      case AwaitingApproval, Activating, Verifying, Reprotecting, Closing, Completed ->
          world.reach(phase);
    }
    world.settle();
    world.actionsEnd = ActionState.Succeeded;
    return world;
  }
}
