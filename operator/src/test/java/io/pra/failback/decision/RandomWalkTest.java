package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.PowerState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Anything happens in any order, under {@link Law}. A failure names the seed and what happened. */
class RandomWalkTest {
  private static final int STEPS = 100;
  private static final List<ActionState> ENDS =
      List.of(ActionState.Succeeded, ActionState.Failed, ActionState.Unknown);
  private static final List<String> VMS = List.of("mysql-01", "docker-01", "docker-02");

  private final Set<Phase> visited = EnumSet.noneOf(Phase.class);

  @Test
  void noOrderOfEventsBreaksTheLaw() {
    for (int seed = 0; seed < 100; seed++) {
      walk(seed);
    }
    assertThat(visited).containsExactlyInAnyOrder(Phase.values());
  }

  @Test
  void whateverHasHappenedThereIsAWayToTheEnd() {
    for (int seed = 1000; seed < 1030; seed++) {
      World world = walk(seed);
      calmDown(world);
      try {
        for (int i = 0; i < 60 && world.status.phase() != Phase.Completed; i++) {
          reapprove(world);
          world.advance();
          world.settle();
          world.pass(60);
        }
        assertThat(world.status.phase())
            .as("seed %d: %s", seed, world.status.message())
            .isEqualTo(Phase.Completed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /**
   * What people can do without an edit of the status: mend the sites, and take back what stands.
   */
  private static void calmDown(World world) {
    for (TestSite site : List.of(world.primary, world.recovery)) {
      site.readable(true).mode(Mode.Enforce);
      VMS.forEach(vm -> site.connected(vm, true));
    }
    world.plan.patch("paused: false\nabort: null\napprovals: null\nsignOffs: null");
    world.guestsObey = true;
    world.actionsEnd = ActionState.Succeeded;
    world.allProbesPass();
  }

  private static void reapprove(World world) {
    world.allProbesPass();
    Phase phase = world.status.phase();
    boolean asksAgain =
        world.status.request() != null
            && phase.inEpisode()
            && phase != Phase.AwaitingApproval
            && world.status.episode().approvedAt() == null;
    boolean withdrawn =
        world.status.request() != null && (phase == Phase.Activating || phase == Phase.Quiescing);
    if (asksAgain || withdrawn) {
      world.approve("alice").approve("bob");
    }
    if (phase == Phase.AwaitingApproval) {
      world.approve("bob");
    }
    boolean down =
        world.decide().stall().map(stall -> stall.reason().equals("PrimaryVmDown")).orElse(false);
    if (down) {
      world.primary.powerAll(PowerState.POWERED_ON);
    }
  }

  private World walk(int seed) {
    Random random = new Random(seed);
    World world = random.nextBoolean() ? World.afterFailover() : World.overlapAllowed();
    if (random.nextInt(4) == 0) {
      world.primary.powerAll(PowerState.POWERED_ON);
      world.recovery.powerAll(PowerState.POWERED_OFF);
    }
    Deque<String> history = new ArrayDeque<>();
    try {
      for (int step = 0; step < STEPS; step++) {
        String event = happen(world, random);
        history.addLast(world.status.phase() + ": " + event);
        world.guard();
        comesToRest(world);
        for (int turn = random.nextInt(4); turn > 0; turn--) {
          world.turn();
        }
        visited.add(world.status.phase());
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + history, e);
    }
    return world;
  }

  /** While the world stands still, decisions do not go round in circles. */
  private static void comesToRest(World world) {
    for (int i = 0; i < 25; i++) {
      Observation seen = world.observation();
      Decision decision = PlanDecision.decide(seen);
      Law.check(world, seen, decision);
      FailbackPlanStatus before = world.status;
      world.persist(seen, decision);
      world.guard();
      if (!decision.changes(before)) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + world.status.message());
  }

  /** Every other event helps the failback on, or few walks would see its end. */
  private static String happen(World world, Random random) {
    if (random.nextInt(3) > 0) {
      Phase phase = world.status.phase();
      world.advance();
      return "goes on from " + phase;
    }
    String vm = VMS.get(random.nextInt(VMS.size()));
    TestSite site = random.nextBoolean() ? world.primary : world.recovery;
    boolean flag = random.nextInt(3) > 0;
    int what = random.nextInt(22);
    switch (what) {
      case 0 -> site.power(vm, PowerState.POWERED_ON);
      case 1 -> site.power(vm, PowerState.POWERED_OFF);
      case 2 -> site.power(vm, PowerState.SUSPENDED);
      case 3 -> site.connected(vm, flag);
      case 4 -> site.readable(flag);
      case 5 -> site.mode(flag ? Mode.Enforce : Mode.DryRun);
      case 6 -> world.plan.patch("paused: " + !flag);
      case 7 -> Event.APPROVAL.happen(world);
      case 8 -> Event.APPROVAL_OF_ANOTHER.happen(world);
      case 9 -> Event.WITHDRAWAL.happen(world);
      case 10 -> Event.EXPIRY.happen(world);
      case 11 -> world.plan.patch("objectives: {rtoSeconds: %d}".formatted(60 + random.nextInt(3)));
      case 12 -> world.plan.patch("approvalPolicy: {required: %d}".formatted(flag ? 1 : 2));
      case 13 -> Event.CHECKS_FAIL.happen(world);
      case 14 -> Event.CHECKS_UNANSWERED.happen(world);
      case 15 -> (flag ? Event.OLD_SIGN_OFFS : Event.SIGN_OFFS).happen(world);
      case 16 -> (flag ? Event.ABORT_OF_ANOTHER : Event.ABORT).happen(world);
      case 17 -> world.plan.patch("abort: null");
      case 18 -> world.pass(random.nextInt(1000));
      case 19 -> world.guestsObey = flag;
      case 20 -> world.actionsEnd = ENDS.get(random.nextInt(ENDS.size()));
      default -> world.restart();
    }
    return "%d %s %s".formatted(what, vm, flag);
  }
}
